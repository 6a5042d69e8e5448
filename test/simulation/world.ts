import { QueryCommand } from "@aws-sdk/client-dynamodb";

import type { AttemptResult } from "../../lambdas/shared/domain/attempt-outcome.ts";
import { parseDeliveryId } from "../../lambdas/shared/domain/identifiers.ts";
import type { Item } from "../../lambdas/shared/dynamodb/attributes.ts";
import type { OutgoingRequest } from "../../lambdas/shared/http/http-sender.ts";
import { callName } from "../../tools/virtual-aws/call-name.ts";
import { NAMES } from "../../tools/virtual-aws/function-environment.ts";
import type { Outside, VirtualClients } from "../../tools/virtual-aws/function-pool.ts";
import { DELIVERIES_INDEXES } from "../../tools/virtual-aws/indexes.ts";
import type { MemoryQueue } from "../../tools/virtual-aws/memory-queue.ts";
import { makeRandom, type Random } from "../../tools/virtual-aws/random.ts";
import { Scheduler, type Task } from "../../tools/virtual-aws/scheduler.ts";
import { VirtualBus } from "../../tools/virtual-aws/virtual-bus.ts";
import { VirtualDynamoDb } from "../../tools/virtual-aws/virtual-dynamodb.ts";
import { VirtualExecutions } from "../../tools/virtual-aws/virtual-executions.ts";
import { VirtualQueues } from "../../tools/virtual-aws/virtual-queues.ts";
import { VirtualTable } from "../../tools/virtual-aws/virtual-table.ts";
import { Blame } from "./blame.ts";
import { Ledger } from "./ledger.ts";
import { ObservedPace } from "./observed-pace.ts";
import { ObservedRecovery } from "./observed-recovery.ts";
import { Observer } from "./observer.ts";
import { answerOutOfOrder } from "./out-of-order.ts";
import { QueuedMessages } from "./queued-messages.ts";
import { makeReceiver, type Receiver } from "./receiver.ts";
import type { Scenario } from "./scenario.ts";
import { SimulatedStandings } from "./standings.ts";
import { Throttles } from "./throttles.ts";
import { SimulatedWebhooks } from "./webhooks.ts";
import { WokenLanes } from "./woken-lanes.ts";

const START_MS = Date.UTC(2026, 0, 1);
/** Name of the queue of what was received too often. */
export const REDRIVE_QUEUE = "redrive";
const LANE_SLEEP_SECONDS = 900;

/** Everything outside the code under test: tables, queues, executions, receivers, and the time. */
export class World {
  readonly scenario: Scenario;
  readonly random: Random;
  readonly scheduler = new Scheduler(START_MS);
  readonly blame = new Blame();
  readonly ledger: Ledger;
  readonly observer: Observer;
  readonly wokenLanes = new WokenLanes((webhookId, what) => this.ledger.report(webhookId, what));
  readonly webhooks: SimulatedWebhooks;
  readonly standings: SimulatedStandings;
  readonly deliveries: VirtualTable;
  readonly queues: VirtualQueues;
  readonly eventsQueue: MemoryQueue;
  readonly slicesQueue: MemoryQueue;
  /** The queues of deliveries: the quick pool's, and the others' where there are any. */
  readonly pools: readonly MemoryQueue[];
  readonly redriveQueue: MemoryQueue;
  readonly messages: QueuedMessages;
  readonly executions: VirtualExecutions;
  readonly throttles: Throttles;
  readonly #pace: ObservedPace;
  readonly outside: Outside;
  readonly #services: Readonly<Record<string, { answer(command: object): object }>>;
  readonly #receive: Receiver;

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    this.random = makeRandom(scenario.seed ^ 0x5f3759df);
    const now = () => this.scheduler.nowMs;
    const webhooksTable = new VirtualTable(NAMES.webhooksTable, []);
    this.deliveries = new VirtualTable(NAMES.deliveriesTable, DELIVERIES_INDEXES, {
      indexes: { now, lagMs: () => this.#indexLagMs() },
    });
    // V8 puts a function literal that is assigned to a property among the old objects at once,
    // where it would keep its whole world until the next full collection: none is, here and below.
    this.deliveries.onWrite = this.#wrote.bind(this);
    this.queues = new VirtualQueues({ queues: queuesOf(scenario), now });
    this.eventsQueue = this.queues.queue(NAMES.eventsQueue);
    this.slicesQueue = this.queues.queue(NAMES.slicesQueue);
    this.redriveQueue = this.queues.queue(REDRIVE_QUEUE);
    this.pools = poolsOf(scenario).map((name) => this.queues.queue(name));
    this.messages = new QueuedMessages([...this.pools, this.redriveQueue]);
    this.executions = new VirtualExecutions({
      now,
      sleepSeconds: LANE_SLEEP_SECONDS,
      random: () => this.random.next(),
      runningAnswer: scenario.runningAnswer,
    });
    this.throttles = new Throttles(scenario, this.random, now);
    const dynamodb = new VirtualDynamoDb({
      tables: [webhooksTable, this.deliveries],
      ...(scenario.throttles > 0 && {
        throttle: this.throttles.throttle,
        isCalm: () => !this.throttles.isSpell,
      }),
    });
    this.#services = {
      dynamodb,
      sqs: this.queues,
      stepFunctions: this.executions,
      eventBridge: new VirtualBus({ queues: this.queues, target: NAMES.eventsQueue, now }),
    };
    this.standings = new SimulatedStandings(this.deliveries, now);
    this.webhooks = new SimulatedWebhooks(webhooksTable, scenario);
    this.#pace = new ObservedPace(scenario, (id, what) => this.ledger.report(id, what));
    this.#receive = makeReceiver(scenario, this.random);
    this.ledger = new Ledger({
      attemptsOfPolicy: scenario.attempts,
      plainMs: scenario.plainSeconds * 1000,
      longestMs: scenario.functionTimeoutSeconds * 1000 * (scenario.overruns ? 15 : 1),
      checksBound: !scenario.overruns,
      faults: (id) => this.blame.of(id),
      now,
      skewMs: 2 * scenario.clockSkewMs,
      recordOf: (id) => this.observer.records.get(id),
      isQueued: (messageId) => this.messages.isQueued(messageId),
      hasCommit: (id, record) => this.messages.hasCommit(id, record),
      hasFirstMessage: (id) => this.#hasFirstMessage(id),
      isListed: (webhookId) => this.observer.lanes.has(webhookId),
      hasMessage: (id) => this.messages.hasMessage(id),
    });
    this.observer = new Observer(this.ledger, this.messages, now);
    this.observer.knowsPools = !scenario.isGuarded;
    this.#watchRecoveries();
    const blame = (id: string) => this.blame.delivery(id);
    this.observer.onLateRelease = blame;
    // A throttle kept H2 back: the message comes back, and the webhook may be quick again.
    this.observer.onHandedOverTwice = blame;
    // Between T1 and T2 the end of a process costs up to two requests: one, and this one.
    this.observer.onUnackedCommit = blame;
    this.outside = {
      scheduler: this.scheduler,
      call: (task, service, command) => this.#call(task, service, command),
      send: (task, request) => this.#send(task, request),
      random: () => this.random.next(),
      log: {
        debug: () => undefined,
        info: () => undefined,
        warn: () => undefined,
        error: (_message, thrown) => this.scheduler.notice(thrown),
      },
      metrics: { add: () => undefined, countBy: () => undefined },
    };
    this.standings.begin(this.webhooks.ids, scenario.standings);
  }

  /** Everything that must hold at every moment. */
  check(): void {
    const { scheduler, ledger, executions, blame } = this;
    ledger.check();
    if (scheduler.tasks.size === 0) {
      const goesOnMs = (name: string) => executions.goesOnMs(name);
      // A throttle may fail a wake in all its tries: then the lane sleeps.
      const { rateLimit, maxInFlight, isGuarded } = this.scenario;
      const isWokenByDeliver = rateLimit !== undefined || maxInFlight !== undefined || isGuarded;
      const faults = (id: string) =>
        (isWokenByDeliver ? blame.ofLaneOrDeliveries(id) : blame.ofLane(id)) + this.throttles.begun;
      this.wokenLanes.check(scheduler.nowMs, goesOnMs, faults);
    }
  }

  /** Lets time pass, and TTL take what it may. */
  passTo(timeMs: number): void {
    this.scheduler.nowMs = timeMs;
    for (const [id, { expiresAtSeconds = Infinity }] of this.observer.records) {
      const isOver = expiresAtSeconds * 1000 <= timeMs;
      if (isOver || (this.scenario.takesEndedRecords && this.#isDone(id, expiresAtSeconds))) {
        this.#expire(id);
      }
    }
  }

  #watchRecoveries(): void {
    const { scenario, observer, ledger, scheduler } = this;
    const recovery = new ObservedRecovery(scenario, (id, what) => ledger.report(id, what));
    observer.onBreaker = (id, was, is) => recovery.wrote(id, was, is, scheduler.nowMs);
    observer.onPaced = (id, wait) => recovery.released(id, wait);
    observer.onNew = (id) => recovery.sentNew(id, scheduler.nowMs);
    // Whatever else may park it must not be there.
    const { rateLimit, maxInFlight, standings, downs, disables } = scenario;
    const limits = rateLimit ?? maxInFlight ?? standings;
    if (limits === undefined && downs + disables === 0) {
      observer.onPacedPutOff = (id) => ledger.report(id, "PUT OFF, though its lane released it");
    }
  }

  #wrote(before: Item | undefined, after: Item | undefined): void {
    this.observer.wrote(before, after);
    const sort = (after ?? before)?.["sk"]?.S ?? "";
    if (sort === "lane") this.wokenLanes.wrote(before, after);
    if (sort.startsWith("d#")) this.throttles.wrote();
  }

  #expire(id: string): void {
    const record = this.observer.records.get(id);
    if (record !== undefined) {
      const { eventId, webhookId } = record;
      this.deliveries.remove({ pk: { S: eventId }, sk: { S: `d#${webhookId}` } });
    }
  }

  /** An ended record, long before its time, once no first message of it is left. */
  #isDone(id: string, expiresAtSeconds: number): boolean {
    const isSettled = this.ledger.entries.get(id)?.isSettled === true;
    return expiresAtSeconds !== Infinity && isSettled && !this.#hasFirstMessage(id);
  }

  #call(task: Task, service: keyof VirtualClients, command: object): Promise<object> {
    const name = callName(task.name, command);
    if (this.scenario.spreadsLanes === "none" && isOfOtherKey(command)) {
      return Promise.resolve({ Items: [] }); // Nothing ever lies there: no step of its own.
    }
    return this.scheduler.call(task, name, () => {
      this.ledger.isResending = name === "O3 resend";
      this.ledger.isRepairing = task.name === "repair";
      try {
        const answer =
          answerOutOfOrder(this.queues, command) ?? this.#services[service]?.answer(command) ?? {};
        this.observer.answered(task, command, answer);
        this.wokenLanes.answered(task, command, answer);
        return this.throttles.hide(command, answer);
      } finally {
        this.ledger.isResending = false;
        this.ledger.isRepairing = false;
      }
    });
  }

  /**
   * D3: the request reaches the receiver, and its answer takes its time, though no longer than the
   * function lives.
   */
  async #send(
    task: Task,
    request: Pick<OutgoingRequest, "headers" | "timeoutMs">,
  ): Promise<AttemptResult> {
    const { headers, timeoutMs } = request;
    const id = headers[headers.indexOf("ringback-delivery") + 1] ?? "";
    const arrive = this.observer.posting(task, id);
    const startedAtMs = this.scheduler.nowMs;
    const { webhookId = "" } = parseDeliveryId(id) ?? {};
    const waitMsOf = ({ durationMs }: AttemptResult) =>
      Math.min(durationMs, task.deadlineMs - this.scheduler.nowMs);
    this.#pace.sent(webhookId, startedAtMs);
    const result = await this.scheduler.call(task, "D3 POST", () => {
      arrive();
      const answer = this.#receive(startedAtMs, timeoutMs);
      // No client waits for longer than its timeout, from when it began.
      const leftMs = startedAtMs + timeoutMs - this.scheduler.nowMs;
      this.#pace.arrived(webhookId, this.scheduler.nowMs, Math.min(waitMsOf(answer), leftMs));
      if (answer.kind === "failure" || answer.status !== 204) {
        this.ledger.failed(id, startedAtMs);
      }
      return answer;
    });
    if (result.durationMs > 0) {
      const waitMs = waitMsOf(result);
      await new Promise<void>((resolve) => void this.scheduler.later(task, waitMs, resolve));
    }
    return result;
  }

  #indexLagMs(): number {
    const { indexLagSeconds, tickSeconds } = this.scenario;
    if (indexLagSeconds === 0 || this.random.chance(0.4)) {
      return 0;
    }
    return tickSeconds > 0 ? indexLagSeconds * 1000 : this.random.below(indexLagSeconds * 1000);
  }

  #hasFirstMessage(id: string): boolean {
    return (
      this.eventsQueue.messages.size > 0 ||
      this.slicesQueue.messages.size > 0 ||
      this.messages.hasMessage(id, 0)
    );
  }
}

/** Whether a query looks under one of the four keys of a lane that are not the webhook's id. */
function isOfOtherKey(command: object): boolean {
  if (!(command instanceof QueryCommand)) return false;
  const { ":lane": lane } = command.input.ExpressionAttributeValues ?? {};
  return lane?.S?.includes("#") === true;
}

function poolsOf({ standings }: Scenario): readonly string[] {
  const { deliveriesQueue, trialDeliveriesQueue, slowDeliveriesQueue } = NAMES;
  if (standings === undefined) return [deliveriesQueue];
  return [deliveriesQueue, trialDeliveriesQueue, slowDeliveriesQueue];
}

function queuesOf({ visibilityTimeoutSeconds, maxReceiveCount }: Scenario) {
  const plain = { visibilityTimeoutSeconds };
  return {
    [NAMES.eventsQueue]: plain,
    [NAMES.slicesQueue]: plain,
    [NAMES.deliveriesQueue]: { ...plain, maxReceiveCount, redriveTo: REDRIVE_QUEUE },
    [NAMES.trialDeliveriesQueue]: { ...plain, maxReceiveCount, redriveTo: REDRIVE_QUEUE },
    [NAMES.slowDeliveriesQueue]: { ...plain, maxReceiveCount, redriveTo: REDRIVE_QUEUE },
    [NAMES.droppedQueue]: plain,
    [NAMES.rejectedQueue]: plain,
    [REDRIVE_QUEUE]: plain,
  };
}
