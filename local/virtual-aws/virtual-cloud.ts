import { setImmediate as breathe } from "node:timers/promises";

import { BatchGetItemCommand, GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import type { SQSBatchResponse, SQSRecord } from "aws-lambda";

import type { DeliverReport } from "../../lambdas/deliver/ports.ts";
import { readDeliveryItem } from "../../lambdas/shared/adapters/delivery-item.ts";
import type { DeliveryRecord } from "../../lambdas/shared/domain/delivery-record.ts";
import type { Settings } from "../../lib/settings.ts";
import { readSettings } from "../../lib/settings/read-settings.ts";
import { visibilityTimeout } from "../../lib/shared/visibility-timeout.ts";
import { Meter, type Usage } from "../simulate/cost/usage.ts";
import { answerClients } from "./answer-clients.ts";
import { functionEnvironment, NAMES, setEnvironment } from "./function-environment.ts";
import { countPlatformLines, takeOutput } from "./function-output.ts";
import { DELIVERIES_INDEXES } from "./indexes.ts";
import { CPU_MS_PER_RECORD, LATENCY_MS, MB_PER_CORE } from "./latencies.ts";
import type { MemoryQueue } from "./memory-queue.ts";
import { sampleDetail, sampleType } from "./sample-event.ts";
import { seedTenant, type SampleWebhook } from "./seed-tenant.ts";
import { VirtualBus } from "./virtual-bus.ts";
import { installClock, VirtualClock } from "./virtual-clock.ts";
import { VirtualDynamoDb } from "./virtual-dynamodb.ts";
import { VirtualExecutions, type VirtualExecution } from "./virtual-executions.ts";
import { loadFunctions, type VirtualFunctions } from "./virtual-functions.ts";
import { BATCH_SIZE, VirtualQueues, type VirtualQueueOptions } from "./virtual-queues.ts";
import { makeVirtualReceiver, type ReceiverPlan } from "./virtual-receiver.ts";
import { VirtualTable } from "./virtual-table.ts";

/** When every run begins: its times are shown from here. */
export const START_MS = Date.UTC(2026, 0, 1);

/** The sweep's schedule (lib/sweep/sweep.ts). */
const SWEEP_EVERY_MS = 900_000;
/** Memory of retry-lane and sweep (lib/retry-lane/retry-lane.ts, lib/sweep/sweep.ts). */
const SIDE_MEMORY_MB = 512;

/** What happens in a run. */
export interface CloudPlan {
  /** One event each, for one webhook each, in turn. */
  readonly deliveries: number;
  /** Ten events at once, then so long nothing. */
  readonly publishEveryMs: number;
  readonly webhooks: readonly SampleWebhook[];
  readonly receiver: ReceiverPlan;
  /**
   * How long a message waits until a batch is full. 0: no longer than it must. Longer: as if there were so many deliveries
   * that batches are always full.
   */
  readonly gatherMs: number;
  readonly random: () => number;
  /** Told of every attempt and every commit. */
  readonly report: DeliverReport;
}

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
 * Runs the real functions, with their real adapters, against DynamoDB, SQS, Step Functions and a receiver in memory, in virtual
 * time, until nothing is left to do. One at a time in a process: clients, clock and standard output are exchanged meanwhile.
 * @throws Error when a function failed
 */
export async function runVirtualCloud(plan: CloudPlan): Promise<CloudRun> {
  const clock = new VirtualClock(START_MS);
  const meter = new Meter();
  const settings = readSettings({});
  const errors: string[] = [];
  const undo: (() => void)[] = [];
  try {
    undo.push(setEnvironment(functionEnvironment(settings)), installClock(clock));
    const cloud = new VirtualCloud(plan, settings, clock, meter);
    undo.push(answerClients(cloud.services()));
    await cloud.open();
    undo.push(takeOutput(meter, (line) => errors.push(line)));
    const run = await cloud.runToEnd();
    if (errors.length > 0) throw new Error(`a function failed: ${errors[0]}`);
    return run;
  } finally {
    for (const put of undo.toReversed()) put();
  }
}

class VirtualCloud {
  readonly #plan: CloudPlan;
  readonly #settings: Settings;
  readonly #clock: VirtualClock;
  readonly #meter: Meter;
  readonly #tables: readonly VirtualTable[];
  readonly #dynamodb: VirtualDynamoDb;
  readonly #queues: VirtualQueues;
  readonly #bus: VirtualBus;
  readonly #executions: VirtualExecutions;
  #functions: VirtualFunctions | undefined;
  #published = 0;
  #nextSweepMs = START_MS + SWEEP_EVERY_MS;
  /** The longest that the present invocation waited for a receiver. */
  #receiverMs = 0;

  constructor(plan: CloudPlan, settings: Settings, clock: VirtualClock, meter: Meter) {
    this.#plan = plan;
    this.#settings = settings;
    this.#clock = clock;
    this.#meter = meter;
    this.#tables = [
      new VirtualTable(NAMES.webhooksTable, []),
      new VirtualTable(NAMES.deliveriesTable, DELIVERIES_INDEXES),
    ];
    const now = () => clock.nowMs;
    this.#dynamodb = new VirtualDynamoDb({ tables: this.#tables, meter });
    this.#queues = new VirtualQueues({
      queues: {
        [NAMES.eventsQueue]: queueOf(visibilityTimeout(settings.fanOutTimeoutSeconds).toSeconds()),
        [NAMES.deliveriesQueue]: queueOf(
          visibilityTimeout(settings.deliverTimeoutSeconds).toSeconds(),
        ),
        [NAMES.droppedQueue]: queueOf(30),
        [NAMES.rejectedQueue]: queueOf(30),
      },
      now,
      meter,
    });
    this.#bus = new VirtualBus({ queues: this.#queues, target: NAMES.eventsQueue, now, meter });
    const { laneSleepSeconds: sleepSeconds } = settings;
    this.#executions = new VirtualExecutions({ sleepSeconds, now, meter });
  }

  services(): Parameters<typeof answerClients>[0] {
    return {
      dynamodb: async (command) => {
        await this.#clock.pass(dynamodbMsOf(command));
        return this.#dynamodb.answer(command);
      },
      sqs: async (command) => {
        await this.#clock.pass(LATENCY_MS.queue);
        return this.#queues.answer(command);
      },
      stepFunctions: async (command) => {
        await this.#clock.pass(LATENCY_MS.startExecution);
        return this.#executions.answer(command);
      },
      eventBridge: async (command) => {
        await this.#clock.pass(LATENCY_MS.putEvents);
        return this.#bus.answer(command);
      },
      // The samples have no secrets.
      secretsManager: () => Promise.reject(new Error("there is no virtual Secrets Manager")),
    };
  }

  /** Loads the functions and configures the webhooks; nothing of it is counted. */
  async open(): Promise<void> {
    seedTenant(new VirtualDynamoDb({ tables: this.#tables }), this.#plan.webhooks);
    this.#clock.nowMs = START_MS;
    this.#functions = await loadFunctions({
      sender: makeVirtualReceiver(this.#plan.receiver, this.#clock, (durationMs) => {
        this.#receiverMs = Math.max(this.#receiverMs, durationMs);
      }),
      random: this.#plan.random,
      report: this.#plan.report,
    });
  }

  async runToEnd(): Promise<CloudRun> {
    for (;;) {
      const nextMs = this.#nextMs();
      if (nextMs === Infinity) break;
      this.#clock.nowMs = Math.max(this.#clock.nowMs, Math.min(nextMs, this.#nextSweepMs));
      this.#publishDue();
      await this.#consumeAll();
      await this.#runLanes();
      await this.#sweepIfDue();
    }
    const items = this.#tables.flatMap((table) => table.items());
    return {
      usage: this.#meter.usage(),
      records: items.filter((item) => item["sk"]?.S?.startsWith("d#")).map(readDeliveryItem),
      executions: [...this.#executions.executions.values()],
      notices: this.#queues.queue(NAMES.droppedQueue).messages.size,
      storedBytes: this.#tables.reduce((sum, table) => sum + table.storedBytes(), 0),
      endedAtMs: this.#clock.nowMs,
    };
  }

  /** When something happens next; Infinity when nothing is left but the sweep. */
  #nextMs(): number {
    const { deliveries, publishEveryMs, gatherMs } = this.#plan;
    return Math.min(
      this.#published < deliveries
        ? START_MS + Math.floor(this.#published / BATCH_SIZE) * publishEveryMs
        : Infinity,
      readyAtMs(this.#queues.queue(NAMES.eventsQueue), 0, this.#clock.nowMs),
      readyAtMs(this.#queues.queue(NAMES.deliveriesQueue), gatherMs, this.#clock.nowMs),
      this.#executions.nextMs(),
    );
  }

  #publishDue(): void {
    const { deliveries, publishEveryMs, webhooks } = this.#plan;
    const { nowMs } = this.#clock;
    this.#meter.caller = "producer";
    while (
      this.#published < deliveries &&
      START_MS + Math.floor(this.#published / BATCH_SIZE) * publishEveryMs <= nowMs
    ) {
      const type = sampleType(this.#published % webhooks.length);
      this.#bus.publish("com.acme.cards", type, sampleDetail(this.#published));
      this.#published += 1;
    }
  }

  /** Gives every batch that is ready to its function; all of them begin at this moment. */
  async #consumeAll(): Promise<void> {
    const { fanOutMemoryMb, deliverMemoryMb } = this.#settings;
    const { fanOut, deliver } = this.#loaded();
    const { gatherMs } = this.#plan;
    while (this.#isReady(NAMES.eventsQueue, 0)) {
      await this.#consume("fan-out", NAMES.eventsQueue, fanOutMemoryMb, fanOut);
    }
    while (this.#isReady(NAMES.deliveriesQueue, gatherMs)) {
      await this.#consume("deliver", NAMES.deliveriesQueue, deliverMemoryMb, deliver);
    }
  }

  #isReady(queue: string, gatherMs: number): boolean {
    const { nowMs } = this.#clock;
    return readyAtMs(this.#queues.queue(queue), gatherMs, nowMs) <= nowMs;
  }

  async #consume(
    caller: string,
    queue: string,
    memoryMb: number,
    handle: (records: SQSRecord[]) => Promise<SQSBatchResponse>,
  ): Promise<void> {
    this.#meter.caller = caller;
    const records = this.#queues.receive(queue);
    const { batchItemFailures } = await this.#invoke(caller, memoryMb, records.length, () =>
      handle(records),
    );
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    this.#queues.delete(
      queue,
      records.filter(({ messageId }) => !failed.has(messageId)),
    );
  }

  async #runLanes(): Promise<void> {
    this.#meter.caller = "retry-lane";
    for (let tasks = this.#executions.due(); tasks.length > 0; tasks = this.#executions.due()) {
      for (const task of tasks) {
        const answer = await this.#invoke("retry-lane", SIDE_MEMORY_MB, 1, () =>
          this.#loaded().lane(task.input),
        );
        this.#executions.completed(task, answer);
      }
    }
  }

  async #sweepIfDue(): Promise<void> {
    if (this.#clock.nowMs >= this.#nextSweepMs) {
      this.#nextSweepMs += SWEEP_EVERY_MS;
      await this.#invoke("sweep", SIDE_MEMORY_MB, 1, this.#loaded().sweep);
    }
  }

  /** Runs a function from the present moment on; the next one begins at this moment, too, in an instance of its own. */
  async #invoke<T>(
    caller: string,
    memoryMb: number,
    records: number,
    work: () => Promise<T>,
  ): Promise<T> {
    const startedAtMs = this.#clock.nowMs;
    this.#meter.caller = caller;
    this.#receiverMs = 0;
    const result = await work();
    await breathe();
    const cpuMs = (CPU_MS_PER_RECORD * records * MB_PER_CORE) / memoryMb;
    const billedMs = Math.ceil(this.#clock.nowMs - startedAtMs + cpuMs);
    const gbPerMs = memoryMb / 1024 / 1000;
    this.#meter.add("invocation", {
      functionRequests: 1,
      functionGbSeconds: (billedMs - this.#receiverMs) * gbPerMs,
      ...(this.#receiverMs === 0 ? {} : { receiverGbSeconds: this.#receiverMs * gbPerMs }),
    });
    countPlatformLines(this.#meter);
    this.#clock.nowMs = startedAtMs;
    return result;
  }

  #loaded(): VirtualFunctions {
    if (this.#functions === undefined) throw new Error("the cloud was not opened");
    return this.#functions;
  }
}

/** When a batch can be taken: full, or its first message waited long enough. */
function readyAtMs(queue: MemoryQueue, gatherMs: number, nowMs: number): number {
  const visible = queue.visible();
  if (visible.length >= BATCH_SIZE) return nowMs;
  const oldestMs = Math.min(Infinity, ...visible.map(({ visibleAtMs }) => visibleAtMs));
  return Math.min(Math.max(nowMs, oldestMs + gatherMs), queue.nextVisibleAtMs());
}

function queueOf(visibilityTimeoutSeconds: number): VirtualQueueOptions {
  return { visibilityTimeoutSeconds };
}

function dynamodbMsOf(command: unknown): number {
  const isRead =
    command instanceof BatchGetItemCommand ||
    command instanceof GetItemCommand ||
    command instanceof QueryCommand;
  return isRead ? LATENCY_MS.dynamodbRead : LATENCY_MS.dynamodbWrite;
}
