import { describe } from "vitest";

import { makeBatchScope } from "../../../lambdas/shared/aws-client/batch-calls.ts";
import { deliveryIdOf } from "../../../lambdas/shared/domain/identifiers.ts";
import { makeItemReader } from "../../../lambdas/shared/dynamodb/dynamo-batch-reader.ts";
import { makeDynamoBreakers } from "../../../lambdas/shared/dynamodb/dynamo-breakers.ts";
import { makeDynamoStandings } from "../../../lambdas/shared/dynamodb/dynamo-standings.ts";
import { acceptedEventsContract } from "../../contracts/accepted-events.ts";
import { breakersContract, sharedItemContract } from "../../contracts/breakers.ts";
import { deliveryRecordsContract } from "../../contracts/delivery-records.ts";
import { laneExecutionsContract } from "../../contracts/lane-executions.ts";
import { signingKeysContract } from "../../contracts/signing-keys.ts";
import { openVirtualTable } from "../virtual-table.ts";
import { callPlainly } from "./external-call.ts";
import { MemoryBreakers } from "./memory-breakers.ts";
import { MemoryDeliveries, recordsThrough } from "./memory-deliveries.ts";
import { eventsThrough, MemoryEvents } from "./memory-events.ts";
import { makeMemorySigningKeys } from "./memory-keys.ts";
import {
  executionsThrough,
  MemoryLaneExecutions,
  type RunningAnswer,
} from "./memory-lane-executions.ts";
import { laneIndexThrough, MemoryLaneIndex } from "./memory-lane-index.ts";

describe("the delivery records in memory", () => {
  deliveryRecordsContract(async () => {
    const index = new MemoryLaneIndex();
    const deliveries = new MemoryDeliveries((id, after) => index.follow(id, after));
    return {
      records: recordsThrough(deliveries, callPlainly),
      index: laneIndexThrough(index, callPlainly),
      attempts: async (key) => deliveries.attempts.get(deliveryIdOf(key)) ?? [],
    };
  });
});

describe("the breakers in memory", () => {
  breakersContract(async () => new MemoryBreakers());
});

describe("standings and breakers in one item of a virtual table", () => {
  const table = openVirtualTable();
  const readItem = makeItemReader({ ...table, batch: makeBatchScope() });
  sharedItemContract(async () => ({
    breakers: makeDynamoBreakers({ ...table, readItem }),
    standings: makeDynamoStandings({ ...table, readItem }),
  }));
});

describe("the signing keys in memory", () => {
  signingKeysContract(async () => makeMemorySigningKeys());
});

describe("the events in memory", () => {
  acceptedEventsContract(async () => eventsThrough(new MemoryEvents(), callPlainly));
});

describe.each<RunningAnswer>(["started", "already_ended"])(
  "executions in memory (one that runs answers a start with %s)",
  (runningAnswer) => {
    laneExecutionsContract(async () => {
      const executions = new MemoryLaneExecutions(runningAnswer);
      return {
        ...executionsThrough(executions, callPlainly),
        end: async (webhookId, generation) => executions.end(`${webhookId}-${generation}`),
      };
    });
  },
);
