import type { LaneAnswer, LaneStep } from "../../lambdas/retry-lane/run-lane-step.ts";
import { deliveryIdOf, parseDeliveryId } from "../../lambdas/shared/domain/identifiers.ts";
import type { ExternalCall } from "../support/fakes/external-call.ts";
import { operatedThrough } from "../support/fakes/memory-deliveries.ts";
import { eventsThrough } from "../support/fakes/memory-events.ts";
import { executionsThrough } from "../support/fakes/memory-lane-executions.ts";
import { laneIndexThrough } from "../support/fakes/memory-lane-index.ts";
import { heartbeatsThrough } from "../support/fakes/memory-lanes.ts";
import type { QueuedMessage, ReceivedMessage } from "../support/fakes/memory-queue.ts";
import { CONSTANTS, type Cloud } from "./cloud.ts";
import type { Handling } from "./ledger.ts";
import { isExplained, type Task, type TaskEnd } from "./scheduler.ts";

/** An execution of a lane as Step Functions keeps it. */
interface RunningExecution {
  readonly name: string;
  input: LaneStep;
  /** Tries of the present task that failed. */
  retries: number;
  /** When its next task starts; `Infinity` while one runs. */
  wakesAtMs: number;
  task: Task | undefined;
}

/** Longest pause before Step Functions tries a failed task again, and how often it does (lib/retry-lane). */
const RETRY_SECONDS = 16;
const MOST_RETRIES = 4;

/** Those who act: functions at their triggers, executions, the sweep, and requests of operators. */
export class Actors {
  readonly executions = new Map<string, RunningExecution>();
  /** Told of every wake that a lane's execution came through. */
  onAnswer: (execution: string, answer: LaneAnswer) => void = () => undefined;
  readonly #cloud: Cloud;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
  }

  count(name: string): number {
    let count = 0;
    for (const task of this.#cloud.scheduler.tasks) {
      count += task.name === name ? 1 : 0;
    }
    return count;
  }

  fanOut(message: QueuedMessage): void {
    const { eventsQueue, useCases, events, ledger } = this.#cloud;
    const received = eventsQueue.receive(message);
    if (received === undefined) {
      return;
    }
    this.#spawn("fan-out", async (call, task) => {
      const accepted = eventsThrough(events, call);
      const fanOutOne = useCases.makeFanOutOne({
        listeners: {
          of: () =>
            call("read the listeners", () =>
              this.#cloud.webhooks
                .filter(({ status }) => status !== "deleted" && status !== "gone")
                .map(({ listener }) => listener),
            ),
        },
        events: {
          putIfAbsent: async (event) => {
            const stored = await accepted.putIfAbsent(event);
            for (const webhookId of stored.webhookIds) {
              ledger.accept(deliveryIdOf({ eventId: stored.id, webhookId }), webhookId);
            }
            return stored;
          },
        },
        messages: useCases.makeFirstMessages(({ body }) =>
          call("F2 send", () =>
            this.#cloud.sendDelivery(task, this.#cloud.newMessageId(), body, 0),
          ),
        ),
        rejected: {
          put: () => Promise.reject(new TypeError("a good event was rejected")),
        },
        report: { accepted: () => undefined, rejected: () => undefined },
      });
      await fanOutOne(received.body, message.sentAtMs);
      await call("F3 ack", () => eventsQueue.delete(received.receiptHandle));
    });
  }

  /** One invocation of deliver. */
  deliver(messages: readonly ReceivedMessage[]): void {
    const { useCases, ledger, deliveriesQueue, scenario } = this.#cloud;
    const handlings: Handling[] = [];
    const limit = scenario.overruns ? 15 : 1;
    this.#spawn(
      "deliver",
      async (call, task, now) => {
        const answers = messages.map(async (received) => {
          const message = useCases.parseDeliveryMessage(received.body);
          if (message === undefined) {
            throw new TypeError(`not a message: ${received.body}`);
          }
          const handling = {
            id: message.deliveryId,
            seen: undefined,
            isPosting: false,
            isInFlight: false,
          };
          handlings.push(handling);
          ledger.handlings.add(handling);
          const ports = this.#cloud.deliverPortsOf(task, call, now, received, handling);
          try {
            return await useCases.makeDeliverOne(ports)({ ...received, message });
          } catch (error) {
            if (!isExplained(error)) {
              throw error;
            }
            return "failed";
          } finally {
            ledger.handlings.delete(handling);
          }
        });
        const results = await Promise.all(answers);
        const acked = messages.filter((_message, index) => results[index] === "ack");
        if (acked.length > 0) {
          await call("D6 ack", () => {
            for (const { receiptHandle } of acked) {
              deliveriesQueue.delete(receiptHandle);
            }
          });
        }
      },
      (how) => {
        if (how === "died") {
          this.#cloud.faults += mostOfOne(handlings) - 1;
        }
        for (const handling of handlings) {
          ledger.handlings.delete(handling);
        }
      },
      limit,
    );
  }

  bury(message: QueuedMessage): void {
    const { redriveQueue, useCases, events } = this.#cloud;
    const received = redriveQueue.receive(message);
    if (received === undefined) {
      return;
    }
    this.#spawn("bury", async (call, task, now) => {
      const parsed = useCases.parseDeliveryMessage(received.body);
      if (parsed === undefined) {
        throw new TypeError(`not a message: ${received.body}`);
      }
      const buryOne = useCases.makeBuryOne({
        records: this.#cloud.recordsOf(task, call),
        events: eventsThrough(events, call),
        notices: this.#cloud.noticesOf(call),
        report: () => undefined,
        now,
      });
      const answer = await buryOne({ message: parsed, messageId: received.messageId });
      if (answer === "ack") {
        await call("B ack", () => redriveQueue.delete(received.receiptHandle));
      }
    });
  }

  /** Step Functions took a start. */
  started(name: string, webhook: string, generation: number): void {
    const wakesAtMs = this.#cloud.scheduler.nowMs;
    const input = { webhook, generation };
    this.executions.set(name, { name, input, retries: 0, wakesAtMs, task: undefined });
  }

  /** One task of an execution. */
  wake(execution: RunningExecution): void {
    const { useCases, index, lanes, executions, scenario, scheduler } = this.#cloud;
    let answer: LaneAnswer | undefined;
    execution.wakesAtMs = Infinity;
    execution.task = this.#spawn(
      "lane",
      async (call, task, now) => {
        const runLaneStep = useCases.makeRunLaneStep({
          lanes: heartbeatsThrough(lanes, call),
          index: laneIndexThrough(index, call, scenario.pageSize),
          webhooks: {
            find: ({ webhookId }) =>
              call("read the webhook", () => {
                const { status } = this.#cloud.webhookOf(webhookId);
                return status === "deleted" ? undefined : status;
              }),
          },
          executions: executionsThrough(executions, call),
          release: this.#cloud.releaseOf(task, call, now),
          constants: {
            horizonSeconds: CONSTANTS.horizonSeconds,
            laneQuietSeconds: CONSTANTS.laneQuietSeconds,
            mostWakes: scenario.mostWakes,
          },
          report: () => undefined,
          now,
        });
        answer = await runLaneStep({ ...execution.input, retries: execution.retries });
      },
      (how) => {
        if (!this.executions.has(execution.name)) {
          return;
        }
        if (how !== "done" || answer === undefined) {
          const pauseSeconds = this.#afterFailure(execution);
          execution.wakesAtMs = scheduler.nowMs + pauseSeconds * 1000;
          return;
        }
        this.onAnswer(execution.name, answer);
        execution.input = answer;
        execution.retries = 0;
        if (answer.next === "end") {
          this.endExecution(execution.name);
        } else {
          const pauseSeconds = answer.next === "sleep" ? CONSTANTS.laneSleepSeconds : 0;
          execution.wakesAtMs = scheduler.nowMs + pauseSeconds * 1000;
        }
      },
    );
  }

  /** Retry; or Catch, once the retries are used up, which may be at once. @returns the pause in seconds */
  #afterFailure(execution: RunningExecution): number {
    const { random, scenario } = this.#cloud;
    if (execution.retries < MOST_RETRIES && random.chance(0.7)) {
      execution.retries += 1;
      return scenario.tickSeconds > 0 ? 0 : random.below(RETRY_SECONDS);
    }
    const { webhook, generation, wakes = 0 } = execution.input;
    execution.input = { webhook, generation, wakes: wakes + 1 };
    execution.retries = 0;
    return CONSTANTS.laneSleepSeconds;
  }

  /** An execution came to its end or was stopped; a task of it that still runs is left alone. */
  endExecution(name: string): void {
    this.executions.delete(name);
    this.#cloud.executions.end(name);
  }

  sweep(): void {
    const { useCases, index, lanes } = this.#cloud;
    this.#spawn("sweep", async (call, _task, now) => {
      await useCases.makeSweep({
        owners: {
          list: () =>
            call("S list the webhooks", () => ({
              owners: [...lanes.lanes.values()],
              next: undefined,
            })),
        },
        index: laneIndexThrough(index, call),
        ensureLane: this.#cloud.ensureLaneOf(call, now),
        overdueSeconds: CONSTANTS.horizonSeconds,
        reportFailure: (_owner, error) => this.#explain(error),
        now,
      })();
    });
  }

  resend(id: string): void {
    const { useCases, events, deliveries, ledger } = this.#cloud;
    this.#spawn("resend", async (call, task, now) => {
      const operated = operatedThrough(deliveries, call);
      const ports = {
        records: {
          ...operated,
          resend: (...args: Parameters<typeof operated.resend>) =>
            call("O2 resend", () => {
              ledger.isResending = true;
              const result = deliveries.resend(...args);
              ledger.isResending = false;
              return result;
            }),
        },
        events: eventsThrough(events, call),
        release: this.#cloud.releaseOf(task, call, now),
        now,
      };
      const { doubles } = this.#cloud;
      await useCases.makeResend(
        doubles.resendPorts?.(ports, { cloud: this.#cloud, task, call }) ?? ports,
      )(keyOf(id));
    });
  }

  cancel(id: string): void {
    const { useCases, events, deliveries } = this.#cloud;
    this.#spawn("cancel", async (call, _task, now) => {
      await useCases.makeCancel({
        records: operatedThrough(deliveries, call),
        events: eventsThrough(events, call),
        now,
      })(keyOf(id));
    });
  }

  #explain(error: unknown): void {
    if (!isExplained(error)) {
      this.#cloud.scheduler.bug ??= error;
    }
  }

  #spawn(
    name: string,
    work: (call: ExternalCall, task: Task, now: () => number) => Promise<void>,
    onEnd?: (how: TaskEnd) => void,
    limit = 1,
  ): Task {
    const { scheduler, scenario, random } = this.#cloud;
    const { clockSkewMs, functionTimeoutSeconds } = scenario;
    const skewMs = clockSkewMs === 0 ? 0 : random.below(2 * clockSkewMs) - clockSkewMs;
    return scheduler.spawn(
      name,
      functionTimeoutSeconds * 1000 * limit,
      (call, task) => work(call, task, () => scheduler.nowMs + skewMs),
      onEnd,
    );
  }
}

/** Twins in one invocation die together: a crash counts once for each of the most that one delivery had in it. */
function mostOfOne(handlings: readonly Handling[]): number {
  const counts = new Map<string, number>();
  for (const { id } of handlings) {
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return Math.max(1, ...counts.values());
}

function keyOf(id: string) {
  const key = parseDeliveryId(id);
  if (key === undefined) {
    throw new TypeError(`not a delivery id: ${id}`);
  }
  return key;
}
