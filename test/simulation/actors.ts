import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";

import type { LaneAnswer, LaneStep } from "../../lambdas/retry-lane/run-lane-step.ts";
import { parseDeliveryId, type DeliveryKey } from "../../lambdas/shared/domain/identifiers.ts";
import type { LaneOwner } from "../../lambdas/shared/domain/lane.ts";
import { eachPool, type Pool } from "../../lambdas/shared/domain/pool.ts";
import { POOLS } from "../../lib/deliver/delivery-pools.ts";
import { NAMES } from "../../tools/virtual-aws/function-environment.ts";
import { FunctionPool, type InstanceTools } from "../../tools/virtual-aws/function-pool.ts";
import type * as realFunctions from "../../tools/virtual-aws/functions.ts";
import type { Task, TaskEnd } from "../../tools/virtual-aws/scheduler.ts";
import type { LaneTask } from "../../tools/virtual-aws/virtual-executions.ts";
import { readSent } from "./queued-messages.ts";
import { envOf } from "./settings.ts";
import { TENANT } from "./webhooks.ts";
import { REDRIVE_QUEUE, type World } from "./world.ts";

/** The code under test: the real one, or a copy with one rule taken away. */
export type Functions = typeof realFunctions;

/** A queue of deliveries, and the functions that read it. */
export interface DeliverPool {
  readonly queue: string;
  readonly functions: FunctionPool<SQSEvent, SQSBatchResponse>;
}

/** Share of invocations that an instance of their own handles. */
const COLD_CHANCE = 0.3;

/** An operator takes a repair that stands still for so long for dead. */
const REPAIR_LIMIT_MS = 900_000;

/**
 * Those who act: functions at their triggers, the sweep, and operators with their requests and the
 * repair.
 */
export class Actors {
  readonly pools: readonly DeliverPool[];
  readonly fanOutPool: FunctionPool<SQSEvent, SQSBatchResponse>;
  readonly #buryPool: FunctionPool<SQSEvent, SQSBatchResponse>;
  readonly #lanePool: FunctionPool<LaneStep, LaneAnswer>;
  readonly #sweepPool: FunctionPool<object, void>;
  readonly #repairPool: FunctionPool<object, unknown>;
  readonly #apiPools: Readonly<Record<"resend" | "cancel", FunctionPool<DeliveryKey, unknown>>>;
  readonly #wakePool: FunctionPool<LaneOwner, void>;
  readonly #world: World;

  constructor(world: World, functions: Functions) {
    const { outside, scenario, random } = world;
    const { mostWakes, pageSize, sliceSize } = scenario;
    const env = envOf(scenario);
    this.#world = world;
    this.fanOutPool = new FunctionPool("fan-out", outside, ({ clients, host }) =>
      functions.makeFanOut(
        { ...env, HAS_SLOW_POOL: env.HAS_SLOW_POOL && scenario.isFanOutTold },
        clients,
        host,
        { sliceSize },
      ),
    );
    let instances = 0;
    const poolOf = (pool: Pool): DeliverPool => ({
      queue: POOLS[pool].queue,
      functions: new FunctionPool(POOLS[pool].room, outside, ({ clients, host, sender }) => {
        instances += 1;
        const { spreadsLanes } = scenario;
        const SPREADS_LANES =
          spreadsLanes === "some" ? instances % 2 === 0 : spreadsLanes === "all";
        return functions.makeDeliver({ ...env, SPREADS_LANES, POOL: pool }, clients, host, sender);
      }),
    });
    this.pools =
      scenario.standings === undefined ? [poolOf("quick")] : Object.values(eachPool(poolOf));
    this.#buryPool = new FunctionPool("bury", outside, ({ clients, host }) =>
      functions.makeBury(env, clients, host),
    );
    this.#lanePool = new FunctionPool("lane", outside, ({ clients, host }) =>
      functions.makeRetryLane(env, clients, host, { mostWakes, pageSize }),
    );
    this.#sweepPool = new FunctionPool("sweep", outside, ({ clients, host }) => {
      const run = functions.makeSweepRun(env, clients, host, pageSize);
      // It has a minute for each page: whether that is left is drawn.
      const context = { getRemainingTimeInMillis: () => (random.chance(0.7) ? Infinity : 0) };
      return (event) => run(event, context);
    });
    this.#repairPool = new FunctionPool("repair", outside, ({ clients, host: { machine } }) => {
      const overdueMs = scenario.overdueSeconds * 1000;
      const ports = functions.composeRepair(
        clients.dynamodb,
        env.DELIVERIES_TABLE,
        { application: undefined, overdueMs, isDryRun: false },
        (_owner, error) => world.scheduler.notice(error),
        machine,
      );
      const { signal } = new AbortController();
      return () => functions.repairAll({ ...ports, progress: () => undefined, signal });
    });
    const operationsOf = ({ clients, host }: InstanceTools) => {
      const { now } = host.machine;
      const batch = functions.makeBatchScope(host.machine);
      const table = { ...clients, tableName: env.DELIVERIES_TABLE, batch };
      const readItem = functions.makeItemReader(table);
      const deliveries = functions.makeDeliveryHistory({ ...table, readItem, now });
      const lanes = {
        ensureLane: functions.composeEnsureLane(env, clients, now),
        laneDeadSeconds: env.LANE_DEAD_SECONDS,
      };
      return functions.composeOperations({ ...table, queues: env, ...lanes, deliveries, now });
    };
    this.#wakePool = new FunctionPool("wake", outside, (tools) => operationsOf(tools).wakeLane);
    this.#apiPools = {
      resend: new FunctionPool("resend", outside, (tools) => operationsOf(tools).resend),
      cancel: new FunctionPool("cancel", outside, (tools) => operationsOf(tools).cancel),
    };
  }

  /** @param queue of events, or of slices of them */
  fanOut(queue: string, records: readonly SQSRecord[]): void {
    const isSlice = queue === NAMES.slicesQueue;
    this.#consume(this.fanOutPool, queue, records, isSlice ? "F3 ack the slice" : "F3 ack");
  }

  /** One invocation of deliver. */
  deliver(pool: DeliverPool, records: readonly SQSRecord[]): void {
    const { scenario, observer } = this.#world;
    const ids = this.#deliveriesOf(records);
    let drop: (how: TaskEnd) => void = () => {};
    const limit = scenario.overruns ? 15 : 1;
    const task = this.#consume(
      pool.functions,
      pool.queue,
      records,
      "D6 ack",
      (how) => drop(how),
      limit,
    );
    this.#world.blame.assign(task, { kind: "deliveries", times: countsOf(ids) });
    drop = observer.take(
      task,
      records.map(({ body }) => readSent(body)),
    );
  }

  bury(records: readonly SQSRecord[]): void {
    const task = this.#consume(this.#buryPool, REDRIVE_QUEUE, records, "B ack");
    this.#world.blame.assign(task, {
      kind: "deliveries",
      times: countsOf(this.#deliveriesOf(records)),
    });
  }

  /** One task of an execution. */
  wake(task: LaneTask): Task {
    const { executions } = this.#world;
    let isDone = false;
    const invocation = this.#lanePool.invoke(
      task.input,
      this.#limitMs(),
      this.#instance(),
      async (answer) => {
        isDone = true;
        executions.completed(task, answer);
      },
      () => {
        if (!isDone) executions.failed(task);
      },
    );
    this.#world.blame.assign(invocation, { kind: "webhook", id: task.input.webhook });
    return invocation;
  }

  sweep(): void {
    this.#sweepPool.invoke({}, this.#limitMs(), this.#instance(), async () => {});
  }

  /** One run of the command: a process of its own. */
  repair(): void {
    const instance = { ...this.#instance(), isCold: true };
    this.#repairPool.invoke({}, REPAIR_LIMIT_MS, instance, async () => {});
  }

  operate(name: "resend" | "cancel", id: string): void {
    const key = parseDeliveryId(id);
    if (key === undefined) throw new TypeError(`not a delivery id: ${id}`);
    const task = this.#apiPools[name].invoke(
      key,
      this.#limitMs(),
      this.#instance(),
      async () => {},
    );
    this.#world.blame.assign(task, { kind: "deliveries", times: new Map([[id, 1]]) });
  }

  /** What the config API does once a webhook is enabled. */
  wakeLane(webhookId: string): void {
    const owner = { ...TENANT, webhookId };
    const task = this.#wakePool.invoke(owner, this.#limitMs(), this.#instance(), async () => {});
    this.#world.blame.assign(task, { kind: "webhook", id: webhookId });
  }

  /** Hands a batch to a function, and deletes what that did not report as failed. */
  #consume(
    pool: FunctionPool<SQSEvent, SQSBatchResponse>,
    queue: string,
    records: readonly SQSRecord[],
    ack: string,
    onEnd?: (how: TaskEnd) => void,
    timeouts = 1,
  ): Task {
    return pool.invoke(
      { Records: [...records] },
      this.#limitMs() * timeouts,
      this.#instance(),
      async ({ batchItemFailures }, task) => {
        const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
        const acked = records.filter(({ messageId }) => !failed.has(messageId));
        if (acked.length > 0) {
          const { scheduler, queues, observer } = this.#world;
          await scheduler.call(task, ack, () => {
            queues.delete(queue, acked);
            observer.acked(task);
          });
        }
      },
      onEnd,
    );
  }

  #deliveriesOf(records: readonly SQSRecord[]): string[] {
    const { messages } = this.#world;
    return records.map(({ messageId }) => messages.deliveryOf(messageId));
  }

  #limitMs(): number {
    return this.#world.scenario.functionTimeoutSeconds * 1000;
  }

  #instance() {
    const { scenario, random } = this.#world;
    const { clockSkewMs } = scenario;
    const skewMs = clockSkewMs === 0 ? 0 : random.below(2 * clockSkewMs) - clockSkewMs;
    return { isCold: random.chance(COLD_CHANCE), skewMs };
  }
}

/** Twins in one invocation die together: a crash counts once for each. */
function countsOf(ids: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
