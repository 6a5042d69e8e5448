import type { DeliveryRecord } from "../../lambdas/shared/domain/delivery-record.ts";
import { readDeliveryItem } from "../../lambdas/shared/dynamodb/delivery-item.ts";
import { makeLog } from "../../lambdas/shared/runtime/logger.ts";
import { makeMetrics } from "../../lambdas/shared/runtime/metrics.ts";
import { LANE_MEMORY_MB } from "../../lib/retry-lane/lane-memory.ts";
import type { Settings } from "../../lib/settings.ts";
import { readSettings } from "../../lib/settings/read-settings.ts";
import { Meter, type Usage } from "../simulate/cost/usage.ts";
import type { CloudPlan } from "./cloud-plan.ts";
import { type Consumer, consumersOf, queuesOf, readyAtMs } from "./consumers.ts";
import { functionEnvironment, NAMES, setEnvironment } from "./function-environment.ts";
import { countPlatformLines, takeOutput } from "./function-output.ts";
import type { FunctionPool, Outside } from "./function-pool.ts";
import { DELIVERIES_INDEXES } from "./indexes.ts";
import { CPU_MS_PER_RECORD, latencyMsOf, MB_PER_CORE } from "./latencies.ts";
import { makeRandom } from "./random.ts";
import { Scheduler, type Task } from "./scheduler.ts";
import { seedTenant } from "./seed-tenant.ts";
import { VirtualBus } from "./virtual-bus.ts";
import { VirtualDynamoDb } from "./virtual-dynamodb.ts";
import { VirtualExecutions, type VirtualExecution } from "./virtual-executions.ts";
import { virtualFunctions, type VirtualFunctions } from "./virtual-functions.ts";
import { VirtualQueues } from "./virtual-queues.ts";
import { VirtualTable } from "./virtual-table.ts";

/** When every run begins: its times are shown from here. */
export const START_MS = Date.UTC(2026, 0, 1);

/** The sweep's schedule (lib/sweep/sweep.ts). */
const SWEEP_EVERY_MS = 900_000;
/** Memory of the sweep (lib/sweep/sweep.ts). */
const SWEEP_MEMORY_MB = 1024;
/**
 * Lambda lets functions run for so long, those that say nothing else.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const LIMIT_MS = 900_000;

/** What came of a run. */
export interface CloudRun {
  readonly usage: Usage;
  readonly records: readonly DeliveryRecord[];
  readonly executions: readonly VirtualExecution[];
  /** Notices in the dropped queue. */
  readonly notices: number;
  /** Bytes in both tables at the end. */
  readonly storedBytes: number;
  readonly endedAtMs: number;
}

/**
 * Runs the real functions, with their real adapters, against DynamoDB, SQS, Step Functions and a
 * receiver in memory, in virtual time, until nothing is left to do. One at a time in a process:
 * standard output is taken meanwhile.
 * @throws Error when a function failed, and DynamoDB always had room
 */
export async function runVirtualCloud(plan: CloudPlan): Promise<CloudRun> {
  const meter = new Meter();
  const settings = readSettings(plan.settings ?? {});
  const errors: string[] = [];
  const undo = [setEnvironment(functionEnvironment(settings))];
  try {
    const cloud = new VirtualCloud(plan, settings, meter);
    undo.push(takeOutput(meter, (line) => errors.push(line)));
    const run = await cloud.runToEnd();
    if (errors.length > 0 && plan.isThrottled === undefined)
      throw new Error(`a function failed: ${errors[0]}`);
    return run;
  } finally {
    for (const put of undo.toReversed()) put();
  }
}

/** Everything happens as soon as it can, and time passes from one thing that is due to the next. */
class VirtualCloud {
  readonly #plan: CloudPlan;
  readonly #scheduler = new Scheduler(START_MS);
  readonly #meter: Meter;
  readonly #tables: readonly VirtualTable[];
  readonly #queues: VirtualQueues;
  readonly #bus: VirtualBus;
  readonly #executions: VirtualExecutions;
  readonly #functions: VirtualFunctions;
  readonly #consumers: readonly Consumer[];
  /** The longest that an invocation waited for a receiver. */
  readonly #receiverMs = new Map<Task, number>();
  /** Until when an invocation is busy with the calls that it made. */
  readonly #busyUntilMs = new WeakMap<Task, number>();
  #published = 0;
  #nextSweepMs = START_MS + SWEEP_EVERY_MS;

  constructor(plan: CloudPlan, settings: Settings, meter: Meter) {
    this.#plan = plan;
    this.#meter = meter;
    const deliveries = new VirtualTable(NAMES.deliveriesTable, DELIVERIES_INDEXES);
    for (const item of plan.items ?? []) deliveries.put(item);
    this.#tables = [new VirtualTable(NAMES.webhooksTable, []), deliveries];
    const now = () => this.#scheduler.nowMs;
    this.#queues = new VirtualQueues({ queues: queuesOf(settings, plan), now, meter });
    for (const [queue, bodies] of Object.entries(plan.left ?? {})) {
      for (const [index, body] of bodies.entries()) {
        this.#queues.queue(queue).send(`left-${queue}-${index}`, body);
      }
    }
    this.#bus = new VirtualBus({ queues: this.#queues, target: NAMES.eventsQueue, now, meter });
    const { laneSleepSeconds: sleepSeconds } = settings;
    this.#executions = new VirtualExecutions({ sleepSeconds, now, meter });
    // Nothing of the configuration is counted.
    const configuration = new VirtualDynamoDb({ tables: this.#tables });
    for (const tenant of plan.tenants) seedTenant(configuration, tenant);
    this.#scheduler.onResume = ({ name }) => {
      meter.caller = name;
    };
    this.#functions = virtualFunctions(settings, this.#outside(), plan.report ?? {});
    this.#consumers = consumersOf(this.#functions, settings, plan.gatherMs ?? 0);
  }

  async runToEnd(): Promise<CloudRun> {
    const scheduler = this.#scheduler;
    await scheduler.run(() => this.#step());
    if (scheduler.bug !== undefined) throw scheduler.bug as Error;
    const items = this.#tables.flatMap((table) => table.items());
    return {
      usage: this.#meter.usage(),
      records: items.filter((item) => item["sk"]?.S?.startsWith("d#")).map(readDeliveryItem),
      executions: [...this.#executions.executions.values()],
      notices: this.#queues.queue(NAMES.droppedQueue).messages.size,
      storedBytes: this.#tables.reduce((sum, table) => sum + table.storedBytes(), 0),
      endedAtMs: scheduler.nowMs,
    };
  }

  #outside(): Outside {
    const scheduler = this.#scheduler;
    const { seed = 1, receive, isThrottled } = this.#plan;
    const dice = makeRandom(seed);
    const services = {
      dynamodb: new VirtualDynamoDb({
        tables: this.#tables,
        meter: this.#meter,
        ...(isThrottled && { throttle: (access) => isThrottled(access, scheduler.nowMs) }),
      }),
      sqs: this.#queues,
      stepFunctions: this.#executions,
      eventBridge: this.#bus,
    };
    const after = <Answer>(task: Task, ms: number, answer: () => Answer) =>
      new Promise<Answer>((resolve, reject) => {
        scheduler.later(task, ms, () => {
          try {
            resolve(answer());
          } catch (error) {
            reject(error);
          }
        });
      });
    return {
      scheduler,
      random: () => dice.next(),
      log: makeLog(),
      metrics: makeMetrics().recorder,
      call: async (task, service, command) => {
        // The samples have no secrets.
        if (service === "secretsManager") throw new Error("there is no virtual Secrets Manager");
        const ms = this.#busyMs(task, command) + latencyMsOf(service, command);
        return after(task, ms, () => services[service].answer(command));
      },
      send: (task, request) => {
        const result = receive(request, scheduler.nowMs);
        const longestMs = Math.max(this.#receiverMs.get(task) ?? 0, result.durationMs);
        this.#receiverMs.set(task, longestMs);
        return after(task, result.durationMs, () => result);
      },
    };
  }

  /** How long a call waits for those before it, and keeps its function busy itself. */
  #busyMs(task: Task, command: object): number {
    const { busyMs = () => 0 } = this.#plan;
    const { nowMs } = this.#scheduler;
    const fromMs = Math.max(nowMs, this.#busyUntilMs.get(task) ?? nowMs);
    const untilMs = fromMs + busyMs(task.name, command);
    this.#busyUntilMs.set(task, untilMs);
    return untilMs - nowMs;
  }

  /** @returns whether there is another */
  #step(): boolean {
    const scheduler = this.#scheduler;
    if (scheduler.bug !== undefined) return false;
    if (scheduler.wake()) return true;
    const running = scheduler.tasks.size;
    this.#publishDue();
    this.#consumeAll();
    this.#runLanes();
    this.#sweepIfDue();
    if (scheduler.tasks.size > running) return true;
    const { untilMs = Infinity } = this.#plan;
    const nextMs = Math.min(this.#nextMs(), scheduler.nextWakeMs());
    if (nextMs === Infinity || nextMs >= untilMs) return false;
    scheduler.nowMs = Math.max(scheduler.nowMs, Math.min(nextMs, this.#nextSweepMs));
    return true;
  }

  /** When something happens next; Infinity when nothing is left but the sweep. */
  #nextMs(): number {
    return Math.min(
      this.#plan.events[this.#published]?.atMs ?? Infinity,
      ...this.#consumers.map((consumer) => this.#readyAtMs(consumer)),
      this.#executions.nextMs(),
    );
  }

  #publishDue(): void {
    const { events } = this.#plan;
    this.#meter.caller = "producer";
    for (
      let event = events[this.#published];
      event !== undefined;
      event = events[this.#published]
    ) {
      if (event.atMs > this.#scheduler.nowMs) break;
      this.#bus.publish("com.acme.cards", event.type, event.detail);
      this.#published += 1;
    }
  }

  /** Gives every batch that is ready to its function; all of them begin at this moment. */
  #consumeAll(): void {
    for (const consumer of this.#consumers) {
      while (this.#readyAtMs(consumer) <= this.#scheduler.nowMs) this.#consume(consumer);
    }
  }

  #readyAtMs(consumer: Consumer): number {
    return readyAtMs(consumer, this.#queues.queue(consumer.queue), this.#scheduler.nowMs);
  }

  #consume({ pool, queue, memoryMb, limitMs = LIMIT_MS }: Consumer): void {
    this.#meter.caller = pool.name;
    const Records = this.#queues.receive(queue);
    const lambda = { memoryMb, limitMs };
    this.#invoke(pool, { Records }, lambda, Records.length, ({ batchItemFailures }) => {
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      this.#queues.delete(
        queue,
        Records.filter(({ messageId }) => !failed.has(messageId)),
      );
    });
  }

  #runLanes(): void {
    this.#meter.caller = "retry-lane";
    for (const task of this.#executions.due()) {
      this.#invoke(this.#functions.lane, task.input, { memoryMb: LANE_MEMORY_MB }, 1, (answer) =>
        this.#executions.completed(task, answer),
      );
    }
  }

  #sweepIfDue(): void {
    if (this.#scheduler.nowMs >= this.#nextSweepMs) {
      this.#nextSweepMs += SWEEP_EVERY_MS;
      this.#invoke(this.#functions.sweep, {}, { memoryMb: SWEEP_MEMORY_MB }, 1, () => undefined);
    }
  }

  /** Runs a function from the present moment on, and counts what it took. */
  #invoke<In, Out>(
    pool: FunctionPool<In, Out>,
    event: In,
    { memoryMb, limitMs = LIMIT_MS }: { readonly memoryMb: number; readonly limitMs?: number },
    records: number,
    andThen: (result: Out) => void,
  ): void {
    const startedAtMs = this.#scheduler.nowMs;
    const warm = { isCold: false, skewMs: 0 };
    pool.invoke(event, limitMs, warm, async (result, task) => {
      const receiverMs = this.#receiverMs.get(task) ?? 0;
      this.#receiverMs.delete(task);
      const cpuMs = (CPU_MS_PER_RECORD * records * MB_PER_CORE) / memoryMb;
      const billedMs = Math.ceil(this.#scheduler.nowMs - startedAtMs + cpuMs);
      const gbPerMs = memoryMb / 1024 / 1000;
      this.#meter.add("invocation", {
        functionRequests: 1,
        functionGbSeconds: (billedMs - receiverMs) * gbPerMs,
        ...(receiverMs === 0 ? {} : { receiverGbSeconds: receiverMs * gbPerMs }),
      });
      countPlatformLines(this.#meter);
      andThen(result);
    });
  }
}
