import { describe } from "vitest";

import { deliveryIdOf } from "../../../lambdas/shared/domain/identifiers.ts";
import { MemoryQueue } from "../../../local/virtual-aws/memory-queue.ts";
import { acceptedEventsContract } from "../../contracts/accepted-events.ts";
import { deliveryRecordsContract } from "../../contracts/delivery-records.ts";
import { laneExecutionsContract } from "../../contracts/lane-executions.ts";
import { signingKeysContract } from "../../contracts/signing-keys.ts";
import { standardQueueContract } from "../../contracts/standard-queue.ts";
import { callPlainly } from "./external-call.ts";
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

describe("the signing keys in memory", () => {
  signingKeysContract(async () => makeMemorySigningKeys());
});

describe("the events in memory", () => {
  acceptedEventsContract(async () => eventsThrough(new MemoryEvents(), callPlainly));
});

describe("a queue in memory", () => {
  standardQueueContract(async ({ visibilityTimeoutSeconds, maxReceiveCount }) => {
    let nowMs = 0;
    let sent = 0;
    const now = () => nowMs;
    const visibilityTimeoutMs = visibilityTimeoutSeconds * 1000;
    const redriveTo = new MemoryQueue({ now, visibilityTimeoutMs });
    const queue = new MemoryQueue({ now, visibilityTimeoutMs, maxReceiveCount, redriveTo });
    return {
      send: async (body, delaySeconds) => {
        sent += 1;
        return queue.send(`message-${sent}`, body, delaySeconds);
      },
      receive: async () => queue.receive(),
      receiveRedriven: async () => redriveTo.receive(),
      changeVisibility: async (handle, seconds) => queue.changeVisibility(handle, seconds),
      delete: async (handle) => queue.delete(handle),
      wait: async (seconds) => {
        nowMs += seconds * 1000;
      },
    };
  });
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
