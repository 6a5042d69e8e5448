import type { DeliverPorts } from "../../lambdas/deliver/deliver-one.ts";
import type { Listener } from "../../lambdas/fan-out/ports.ts";
import type { ReadyWebhook } from "../../lambdas/shared/attempt/ports.ts";
import type { DeliveryRecord } from "../../lambdas/shared/domain/delivery-record.ts";
import { base62, deliveryIdOf } from "../../lambdas/shared/domain/identifiers.ts";
import type { Tenant } from "../../lambdas/shared/domain/tenant.ts";
import type { WebhookStatus } from "../../lambdas/shared/domain/webhook.ts";
import type { DeliveryRecords } from "../../lambdas/shared/waiting/ports.ts";
import { MemoryQueue, type ReceivedMessage } from "../../local/virtual-aws/memory-queue.ts";
import { makeRandom, type Random } from "../../local/virtual-aws/random.ts";
import type { ExternalCall } from "../support/fakes/external-call.ts";
import { MemoryDeliveries, recordsThrough } from "../support/fakes/memory-deliveries.ts";
import { eventsThrough, MemoryEvents } from "../support/fakes/memory-events.ts";
import {
  executionsThrough,
  MemoryLaneExecutions,
  type LaneExecution,
} from "../support/fakes/memory-lane-executions.ts";
import { MemoryLaneIndex } from "../support/fakes/memory-lane-index.ts";
import { lanesThrough, MemoryLanes } from "../support/fakes/memory-lanes.ts";
import { MemorySweepPlaces } from "../support/fakes/memory-sweep-places.ts";
import type { Doubles } from "./doubles.ts";
import { Ledger, type Handling } from "./ledger.ts";
import type { Scenario } from "./scenario.ts";
import { Scheduler, type Task } from "./scheduler.ts";
import { moodyReceiver, type Receiver } from "./simulated-receiver.ts";
import type * as realUseCases from "./use-cases.ts";

/** The code under test: the real one, or a copy with one rule taken away. */
export type UseCases = typeof realUseCases;

/** The delivery protocol's constants that stay as deployed by default; the longest hold is the scenario's. */
export const CONSTANTS = {
  horizonSeconds: 900,
  laneSleepSeconds: 900,
  laneQuietSeconds: 900,
  laneDeadSeconds: 2700,
  laneTouchSeconds: 60,
} as const;

/** Whose everything is. */
export const TENANT: Tenant = { application: "acme", environment: "production" };

/** A webhook as its owner set it, with what it was before: deliver may know it as it was up to 30 s ago. */
export interface SimulatedWebhook {
  readonly id: string;
  readonly listener: Listener;
  status: WebhookStatus | "deleted";
  readonly past: { readonly untilMs: number; readonly status: WebhookStatus | "deleted" }[];
}

const START_MS = Date.UTC(2026, 0, 1);
/** Deliver remembers a webhook for so long. */
const STALE_CONFIGURATION_MS = 30_000;

/** Everything outside the code under test: tables, queues, executions, receivers, and the time. */
export class Cloud {
  readonly random: Random;
  readonly scheduler = new Scheduler(START_MS);
  readonly ledger: Ledger;
  readonly deliveries: MemoryDeliveries;
  readonly index: MemoryLaneIndex;
  readonly events = new MemoryEvents();
  readonly lanes: MemoryLanes;
  readonly sweepPlaces = new MemorySweepPlaces();
  readonly executions: MemoryLaneExecutions;
  readonly eventsQueue: MemoryQueue;
  readonly deliveriesQueue: MemoryQueue;
  readonly redriveQueue: MemoryQueue;
  readonly webhooks: readonly SimulatedWebhook[];
  /** Messages of the deliveries queue, by id: which wait they are for. */
  readonly sent = new Map<string, { readonly deliveryId: string; readonly dispatch: number }>();
  /** Faults so far, as the bound counts them. */
  faults = 0;
  readonly scenario: Scenario;
  readonly useCases: UseCases;
  readonly doubles: Doubles;
  /** Told of every execution that starts. */
  onStart: (execution: LaneExecution) => void = () => undefined;
  readonly receiver: Receiver;
  #messageCount = 0;

  constructor(scenario: Scenario, useCases: UseCases, doubles: Doubles, receiver?: Receiver) {
    this.scenario = scenario;
    this.useCases = useCases;
    this.doubles = doubles;
    this.random = makeRandom(scenario.seed ^ 0x5f3759df);
    this.receiver = receiver ?? moodyReceiver(scenario, this.random);
    const now = () => this.scheduler.nowMs;
    const visibilityTimeoutMs = scenario.visibilityTimeoutSeconds * 1000;
    this.index = new MemoryLaneIndex({
      now,
      lagMs: () => this.#indexLagMs(),
      catchesUp: () => this.random.chance(0.3),
    });
    this.deliveries = new (doubles.deliveries ?? MemoryDeliveries)((id, before, after) => {
      this.ledger.wrote(id, before, after);
      this.index.follow(id, after);
    });
    this.lanes = new (doubles.lanes ?? MemoryLanes)();
    this.executions = new MemoryLaneExecutions(
      (execution) => this.onStart(execution),
      scenario.runningAnswer,
    );
    this.eventsQueue = new MemoryQueue({ now, visibilityTimeoutMs });
    this.redriveQueue = new MemoryQueue({ now, visibilityTimeoutMs });
    this.deliveriesQueue = new MemoryQueue({
      now,
      visibilityTimeoutMs,
      maxReceiveCount: scenario.maxReceiveCount,
      redriveTo: this.redriveQueue,
    });
    this.webhooks = Array.from({ length: scenario.webhooks }, (_, index) => webhook(index));
    this.ledger = new Ledger({
      attemptsOfPolicy: this.receiver.profile.retry.attempts,
      checksBound: !scenario.overruns,
      faults: () => this.faults,
      now,
      skewMs: 2 * scenario.clockSkewMs,
      recordOf: (id) => this.deliveries.records.get(id),
      isQueued: (id) => this.deliveriesQueue.messages.has(id) || this.redriveQueue.messages.has(id),
      hasFirstMessage: (id) => this.#hasFirstMessage(id),
      isListed: (webhookId) => this.lanes.lanes.has(webhookId),
      hasMessage: (id) => this.#hasMessage(id),
    });
  }

  newMessageId(): string {
    this.#messageCount += 1;
    return `m${this.#messageCount}`;
  }

  /**
   * Sends to the deliveries queue. The protocol assumes that a release is marked before its delay ends: so a release owes its
   * mark before the message can be received; and a delay that its own worker releases only when it is over counts as a fault.
   */
  sendDelivery(task: Task, messageId: string, body: string, delaySeconds: number): string {
    const { deliveryId, dispatch } = JSON.parse(body) as { deliveryId: string; dispatch: number };
    this.sent.set(messageId, { deliveryId, dispatch });
    const { nowMs } = this.scheduler;
    const dueMs = this.deliveries.records.get(deliveryId)?.nextAttemptAtMs ?? nowMs;
    if (task.delayed.has(deliveryId) && dueMs <= nowMs) {
      this.faults += 1;
    } else if (delaySeconds > 0) {
      task.owes.set(messageId, Math.min(dueMs, nowMs + delaySeconds * 1000) - 1);
    }
    return this.deliveriesQueue.send(messageId, body, delaySeconds);
  }

  /** The records as a task sees them. */
  recordsOf(task: Task, call: ExternalCall): DeliveryRecords {
    const records = recordsThrough(this.deliveries, call);
    return {
      ...records,
      mark: (key, dispatch, carrier) =>
        call("R2 mark", () => {
          task.owes.delete(carrier);
          return this.deliveries.mark(key, dispatch, carrier);
        }),
    };
  }

  /** R for a task. */
  releaseOf(task: Task, call: ExternalCall, now: () => number) {
    const ports = {
      messages: this.useCases.makeDeliverySender(({ body, delaySeconds = 0 }) =>
        call("R1 send", () => this.sendDelivery(task, this.newMessageId(), body, delaySeconds)),
      ),
      records: this.recordsOf(task, call),
      now,
    };
    return this.useCases.makeRelease(
      this.doubles.releasePorts?.(ports, { cloud: this, task, call }) ?? ports,
    );
  }

  /** E for a task. */
  ensureLaneOf(call: ExternalCall, now: () => number) {
    return this.useCases.makeEnsureLane({
      lanes: lanesThrough(this.lanes, call),
      executions: executionsThrough(this.executions, call),
      constants: CONSTANTS,
      now,
    });
  }

  /** D's ports for one message in the hands of a task. */
  deliverPortsOf(
    task: Task,
    call: ExternalCall,
    now: () => number,
    received: ReceivedMessage,
    handling: Handling,
  ): DeliverPorts {
    const records = this.recordsOf(task, call);
    const ports: DeliverPorts = {
      records: {
        putAttempt: (key, attempt) => records.putAttempt(key, attempt),
        read: (key) =>
          call(`D1 read the record`, () => (handling.seen = this.deliveries.read(key))),
        commit: (request) =>
          call(`D4 commit ${request.change.set.status}`, () => {
            handling.isInFlight = false;
            if (request.change.set.status === "parked" && request.change.attempts === 1) {
              task.delayed.add(handling.id);
            }
            return this.deliveries.commit(request);
          }),
      },
      events: eventsThrough(this.events, call),
      webhooks: {
        find: (_tenant, id) => call("read the webhook", () => this.#readyWebhook(id)),
      },
      renderBody: (_id, event) => event.payload,
      sender: {
        send: () => {
          handling.isPosting = true;
          return call("D3 POST", () => {
            this.ledger.posted(handling);
            return this.receiver.answer(this.scheduler.nowMs);
          });
        },
      },
      visibility: {
        change: (receiptHandle, seconds) =>
          call("ChangeMessageVisibility", () =>
            this.deliveriesQueue.changeVisibility(receiptHandle, seconds),
          ),
      },
      notices: this.noticesOf(call),
      release: this.releaseOf(task, call, now),
      ensureLane: this.ensureLaneOf(call, now),
      report: { attempted() {}, deferred() {}, committed() {} },
      constants: {
        holdMaxSeconds: this.scenario.holdMaxSeconds,
        horizonSeconds: CONSTANTS.horizonSeconds,
        renewFromReceive: this.scenario.renewFromReceive,
      },
      longestAttemptSeconds: 10,
      now,
      random: () => this.random.next(),
    };
    return this.doubles.deliverPorts?.(ports, { cloud: this, task, call, received }) ?? ports;
  }

  /** Notices in the dropped queue; a delivery that was dropped as `gone` marks its webhook, too. */
  noticesOf(call: ExternalCall): { tell(record: DeliveryRecord): Promise<void> } {
    return {
      tell: async (record) => {
        if (record.dropReason === "gone") {
          await call("mark the webhook gone", () => this.setStatus(record.webhookId, "gone"));
        }
        await call("D5 send the notice", () => this.ledger.noticed(deliveryIdOf(record)));
      },
    };
  }

  webhookOf(id: string): SimulatedWebhook {
    const found = this.webhooks.find((one) => one.id === id);
    if (found === undefined) {
      throw new Error(`no webhook ${id}`);
    }
    return found;
  }

  setStatus(id: string, status: WebhookStatus | "deleted"): void {
    const changed = this.webhookOf(id);
    if (changed.status !== "deleted") {
      changed.past.push({ untilMs: this.scheduler.nowMs, status: changed.status });
      changed.status = status;
    }
  }

  /** Lets time pass, and TTL take what it may. */
  passTo(timeMs: number): void {
    this.scheduler.nowMs = timeMs;
    for (const [id, record] of this.deliveries.records) {
      if (this.#isTakenByTtl(id, record)) {
        this.deliveries.remove(id);
      }
    }
  }

  #isTakenByTtl(id: string, { expiresAtSeconds }: DeliveryRecord): boolean {
    const nowMs = this.scheduler.nowMs;
    if (expiresAtSeconds === undefined) {
      return false;
    }
    const isDone = this.ledger.entries.get(id)?.isSettled === true && !this.#hasFirstMessage(id);
    return expiresAtSeconds * 1000 <= nowMs || (this.scenario.takesEndedRecords && isDone);
  }

  #readyWebhook(id: string): ReadyWebhook | undefined {
    const { status, past } = this.webhookOf(id);
    const asOfMs = this.scheduler.nowMs - this.random.below(STALE_CONFIGURATION_MS);
    const before = this.random.chance(0.5) && past.find(({ untilMs }) => untilMs > asOfMs);
    const seen = before === false || before === undefined ? status : before.status;
    return seen === "deleted"
      ? undefined
      : {
          status: seen,
          endpoint: "https://receiver.test",
          profile: this.receiver.profile,
          headers: { ok: true, flat: [] },
        };
  }

  #indexLagMs(): number {
    const { indexLagSeconds, tickSeconds } = this.scenario;
    if (indexLagSeconds === 0 || this.random.chance(0.3)) {
      return 0;
    }
    return tickSeconds > 0 ? indexLagSeconds * 1000 : this.random.below(indexLagSeconds * 1000);
  }

  #hasFirstMessage(id: string): boolean {
    return this.eventsQueue.messages.size > 0 || this.#hasMessage(id, 0);
  }

  /** Whether there is a message of a delivery, if asked for with this dispatch. */
  #hasMessage(id: string, dispatch?: number): boolean {
    for (const queue of [this.deliveriesQueue, this.redriveQueue]) {
      for (const messageId of queue.messages.keys()) {
        const message = this.sent.get(messageId);
        if (message?.deliveryId === id && message.dispatch === (dispatch ?? message.dispatch)) {
          return true;
        }
      }
    }
    return false;
  }
}

function webhook(index: number): SimulatedWebhook {
  const bytes = Uint8Array.from({ length: 16 }, () => index + 1);
  const id = `wh_${base62(bytes)}`;
  return {
    id,
    status: "enabled",
    past: [],
    listener: { id, version: 1, events: ["*"], status: "enabled" },
  };
}
