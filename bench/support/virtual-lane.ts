import { retryLaneEnv } from "../../lambdas/retry-lane/env.ts";
import type { LaneAnswer, LaneStep } from "../../lambdas/retry-lane/run-lane-step.ts";
import type { Item } from "../../lambdas/shared/dynamodb/attributes.ts";
import { readEnv } from "../../lambdas/shared/runtime/env.ts";
import { makeLog } from "../../lambdas/shared/runtime/logger.ts";
import { makeMetrics } from "../../lambdas/shared/runtime/metrics.ts";
import { readSettings } from "../../lib/settings/read-settings.ts";
import { functionEnvironment, NAMES } from "../../tools/virtual-aws/function-environment.ts";
import { FunctionPool } from "../../tools/virtual-aws/function-pool.ts";
import { makeRetryLane } from "../../tools/virtual-aws/functions.ts";
import { DELIVERIES_INDEXES } from "../../tools/virtual-aws/indexes.ts";
import { latencyMsOf } from "../../tools/virtual-aws/latencies.ts";
import { makeRandom } from "../../tools/virtual-aws/random.ts";
import { Scheduler } from "../../tools/virtual-aws/scheduler.ts";
import { VirtualDynamoDb } from "../../tools/virtual-aws/virtual-dynamodb.ts";
import { VirtualQueues } from "../../tools/virtual-aws/virtual-queues.ts";
import { VirtualTable } from "../../tools/virtual-aws/virtual-table.ts";
import { WEBHOOK_ID } from "./parked-page.ts";

/** What became of a backlog. */
export interface Backlog {
  /** Virtual seconds that the function was at work. */
  readonly seconds: number;
  readonly wakes: number;
  readonly released: number;
}

/**
 * Releases a backlog in virtual time: the real function, page by page, its calls as long as is
 * usual within a region, or up to twice that. CPU takes no time here.
 */
export async function releaseBacklog(items: readonly Item[]): Promise<Backlog> {
  const scheduler = new Scheduler(Date.UTC(2026, 0, 1));
  const random = makeRandom(1);
  const now = () => scheduler.nowMs;
  const tables = [
    new VirtualTable(NAMES.webhooksTable, []),
    new VirtualTable(NAMES.deliveriesTable, DELIVERIES_INDEXES),
  ] as const;
  for (const item of items) tables[item["status"]?.S === "enabled" ? 0 : 1].put(item);
  const queues = new VirtualQueues({
    queues: { [NAMES.deliveriesQueue]: { visibilityTimeoutSeconds: 360 } },
    now,
  });
  const services = { dynamodb: new VirtualDynamoDb({ tables }), sqs: queues };
  const env = readEnv(retryLaneEnv, functionEnvironment(readSettings({})));
  const pool = new FunctionPool<LaneStep, LaneAnswer>(
    "retry-lane",
    {
      scheduler,
      random: () => random.next(),
      log: { ...makeLog(), info: () => undefined },
      metrics: makeMetrics().recorder,
      send: () => Promise.reject(new Error("a lane sends nothing")),
      call: (task, service, command) =>
        new Promise((resolve) => {
          if (service !== "dynamodb" && service !== "sqs") throw new Error(`no ${service} here`);
          const ms = latencyMsOf(service, command) * (1 + random.next());
          scheduler.later(task, ms, () => resolve(services[service].answer(command)));
        }),
    },
    ({ clients, host }) => makeRetryLane(env, clients, host),
  );

  let step: LaneStep | undefined = { webhook: WEBHOOK_ID, generation: 1 };
  const startedAtMs = now();
  for (let wakes = 1; ; wakes += 1) {
    let answer: LaneAnswer | undefined;
    const warm = { isCold: false, skewMs: 0 };
    pool.invoke(step, 60_000, warm, async (result) => {
      answer = result;
    });
    await scheduler.run(() => {
      if (scheduler.bug !== undefined) return false;
      if (scheduler.wake()) return true;
      const nextMs = scheduler.nextWakeMs();
      if (nextMs === Infinity) return false;
      scheduler.nowMs = nextMs;
      return true;
    });
    if (answer === undefined) throw new Error("a wake failed", { cause: scheduler.bug });
    if (answer.next !== "again") {
      const released = queues.queue(NAMES.deliveriesQueue).messages.size;
      return { seconds: (now() - startedAtMs) / 1000, wakes, released };
    }
    const { next: _next, ...rest } = answer;
    step = rest;
  }
}
