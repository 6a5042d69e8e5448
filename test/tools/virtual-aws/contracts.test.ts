import { describe } from "vitest";

import { makeSqsVisibility } from "../../../lambdas/deliver/sqs-visibility.ts";
import { makeBatchScope } from "../../../lambdas/shared/aws-client/batch-calls.ts";
import { makeDynamoKeyRings } from "../../../lambdas/shared/dynamodb/dynamo-key-rings.ts";
import { makeDynamoSigningKeys } from "../../../lambdas/shared/dynamodb/dynamo-signing-keys.ts";
import { makeQueueSender } from "../../../lambdas/shared/sqs/sqs-queue.ts";
import { makeLaneExecutions } from "../../../lambdas/shared/step-functions/sfn-lane-executions.ts";
import { makeDynamoSweepPlaces } from "../../../lambdas/sweep/dynamo-sweep-places.ts";
import { VirtualExecutions } from "../../../tools/virtual-aws/virtual-executions.ts";
import { VirtualQueues } from "../../../tools/virtual-aws/virtual-queues.ts";
import { acceptedEventsContract } from "../../contracts/accepted-events.ts";
import { applicationsContract } from "../../contracts/applications.ts";
import { configurationStoresContract } from "../../contracts/configuration-stores.ts";
import { deliveryHistoryContract } from "../../contracts/delivery-history.ts";
import { deliveryRecordsContract } from "../../contracts/delivery-records.ts";
import { eventTypesContract } from "../../contracts/event-types.ts";
import { laneExecutionsContract } from "../../contracts/lane-executions.ts";
import { leasesContract } from "../../contracts/leases.ts";
import { notificationStoreContract } from "../../contracts/notification-store.ts";
import { portalLinksContract } from "../../contracts/portal-links.ts";
import { rateLimitsContract } from "../../contracts/rate-limits.ts";
import { rejectedEventsContract } from "../../contracts/rejected-events.ts";
import { signingKeysContract } from "../../contracts/signing-keys.ts";
import { standardQueueContract } from "../../contracts/standard-queue.ts";
import { standingsContract } from "../../contracts/standings.ts";
import { sweepPlacesContract } from "../../contracts/sweep-places.ts";
import { talliesContract } from "../../contracts/tallies.ts";
import { waitingStoresContract } from "../../contracts/waiting-stores.ts";
import { openDeliveriesStores } from "../../support/pipeline-stores.ts";
import {
  openVirtualConfiguration,
  openVirtualHistory,
  openVirtualNotifications,
  openVirtualRejectedEvents,
  openVirtualTallies,
} from "../../support/virtual-stores.ts";
import { clientOf, openVirtualTable } from "../../support/virtual-table.ts";

/*
 * The services in memory obey the suites that the emulator and AWS's own DynamoDB Local obey
 * (test/contracts), through the same adapters.
 */

function openStores() {
  const { dynamodb, tableName } = openVirtualTable();
  return openDeliveriesStores(dynamodb, tableName);
}

describe("the delivery records", () => {
  deliveryRecordsContract(async () => openStores().recordStores);
});

describe("the events", () => {
  acceptedEventsContract(async () => openStores().eventStores);
});

describe("the portal links", () => {
  portalLinksContract(async () => openVirtualConfiguration());
});

describe("the rejected events", () => {
  rejectedEventsContract(async () => openVirtualRejectedEvents());
});

describe("the stores behind waiting", () => {
  waitingStoresContract(async () => openStores().waitingStores);
});

describe("the standings", () => {
  standingsContract(async () => openStores().standings);
});

describe("the limiters", () => {
  const { rateLimits } = openStores();
  rateLimitsContract(() => rateLimits);
});

describe("the places of requests at once", () => {
  const { leases } = openStores();
  leasesContract(() => leases);
});

describe("the delivery history", () => {
  deliveryHistoryContract(async () => openVirtualHistory());
});

describe("the applications", () => {
  applicationsContract(async () => openVirtualConfiguration());
});

describe("the configuration", () => {
  configurationStoresContract(async () => openVirtualConfiguration());
});

describe("the event types", () => {
  eventTypesContract(async () => openVirtualConfiguration());
});

describe("the notifications", () => {
  notificationStoreContract(async (now) => openVirtualNotifications(now));
});

describe("the place of the sweep", () => {
  sweepPlacesContract(async () => makeDynamoSweepPlaces(openVirtualTable()));
});

describe("the signing keys", () => {
  signingKeysContract(async () => {
    const { table, ...store } = openVirtualTable();
    const keys = makeDynamoSigningKeys(store);
    return {
      keys,
      rings: makeDynamoKeyRings({ ...store, keys }),
      async putShared({ signsFromMs, kid, publicKeyPem, sealedPrivateKey, createdAtMs }) {
        table.put({
          pk: { S: "signing-keys" },
          sk: { S: `from#${String(signsFromMs).padStart(15, "0")}` },
          signsFrom: { N: String(signsFromMs) },
          kid: { S: kid },
          publicKeyPem: { S: publicKeyPem },
          sealedPrivateKey: { S: sealedPrivateKey },
          createdAt: { N: String(createdAtMs) },
        });
      },
    };
  });
});

describe("the tallies", () => {
  talliesContract(async (now, spanMs) => openVirtualTallies({ now, spanMs }));
});

describe("a queue", () => {
  standardQueueContract(async ({ visibilityTimeoutSeconds, maxReceiveCount }) => {
    let nowMs = 0;
    const queues = new VirtualQueues({
      queues: {
        queue: { visibilityTimeoutSeconds, maxReceiveCount, redriveTo: "redrive" },
        redrive: { visibilityTimeoutSeconds },
      },
      now: () => nowMs,
    });
    const queue = {
      sqs: clientOf(queues),
      queueUrl: "https://sqs.test/1/queue",
      batch: makeBatchScope(),
    };
    const send = makeQueueSender(queue);
    return {
      send: (body, delaySeconds) =>
        send({ body, ...(delaySeconds === undefined ? {} : { delaySeconds }) }),
      receive: async () => queues.queue("queue").receive(),
      receiveRedriven: async () => queues.queue("redrive").receive(),
      changeVisibility: (handle, seconds) => makeSqsVisibility(queue).change(handle, seconds),
      delete: async (handle) => queues.queue("queue").delete(handle),
      wait: async (seconds) => {
        nowMs += seconds * 1000;
      },
    };
  });
});

describe.each(["started", "already_ended"] as const)(
  "executions (one that runs answers a start with %s)",
  (runningAnswer) => {
    laneExecutionsContract(async () => {
      const now = () => 0;
      const executions = new VirtualExecutions({ now, sleepSeconds: 900, runningAnswer });
      return {
        ...makeLaneExecutions({ stepFunctions: clientOf(executions), stateMachineArn: "arn" }),
        end: async (webhookId, generation) => executions.stop(`${webhookId}-${generation}`),
      };
    });
  },
);
