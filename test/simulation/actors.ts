import { deliveryIdOf, parseDeliveryId } from "../../lambdas/shared/domain/identifiers.ts";
import type { QueuedMessage, ReceivedMessage } from "../../local/virtual-aws/memory-queue.ts";
import { anyEventTypes } from "../support/fakes/any-event-types.ts";
import { operatedThrough } from "../support/fakes/memory-deliveries.ts";
import { eventsThrough } from "../support/fakes/memory-events.ts";
import { laneIndexThrough } from "../support/fakes/memory-lane-index.ts";
import { laneListThrough, notesThrough } from "../support/fakes/memory-lanes.ts";
import { placesThrough } from "../support/fakes/memory-sweep-places.ts";
import { CONSTANTS, type Cloud } from "./cloud.ts";
import type { Handling } from "./ledger.ts";
import { isExplained } from "./scheduler.ts";
import { spawnTask } from "./spawn-task.ts";

/** Those who act: functions at their triggers, the sweep, and requests of operators. */
export class Actors {
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
    spawnTask(this.#cloud, "fan-out", async (call, task) => {
      const accepted = eventsThrough(events, call);
      const fanOutOne = useCases.makeFanOutOne({
        listeners: {
          of: () =>
            call("read the listeners", () => ({
              revision: 1,
              listeners: this.#cloud.webhooks
                .filter(({ status }) => status !== "deleted" && status !== "gone")
                .map(({ listener }) => listener),
            })),
        },
        eventTypes: anyEventTypes,
        events: {
          find: accepted.find,
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
        keepRejected: async () => "kept",
        report: {
          accepted: () => undefined,
          unchecked: () => undefined,
          rejected: () => undefined,
        },
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
    spawnTask(
      this.#cloud,
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
    const { redriveQueue, useCases, events, lanes } = this.#cloud;
    const received = redriveQueue.receive(message);
    if (received === undefined) {
      return;
    }
    spawnTask(this.#cloud, "bury", async (call, task, now) => {
      const parsed = useCases.parseDeliveryMessage(received.body);
      if (parsed === undefined) {
        throw new TypeError(`not a message: ${received.body}`);
      }
      const buryOne = useCases.makeBuryOne({
        records: this.#cloud.recordsOf(task, call),
        events: eventsThrough(events, call),
        lanes: notesThrough(lanes, call, "B"),
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

  sweep(): void {
    const { useCases, index, lanes, sweepPlaces, scenario, random } = this.#cloud;
    spawnTask(this.#cloud, "sweep", async (call, _task, now) => {
      const laneList = laneListThrough(lanes, call, scenario.pageSize);
      const lookAtLanes = useCases.makeLookAtLanes({
        lanes: laneList,
        index: laneIndexThrough(index, call),
        ensureLane: this.#cloud.ensureLaneOf(call, now),
        constants: {
          overdueSeconds: CONSTANTS.horizonSeconds,
          laneKeptSeconds: scenario.laneKeptSeconds,
        },
        reportFailure: (_owner, error) => this.#explain(error),
        now,
      });
      const places = placesThrough(sweepPlaces, call);
      await useCases.makeSweep({ lanes: laneList, places, lookAtLanes })(() => random.chance(0.7));
    });
  }

  resend(id: string): void {
    const { useCases, events, deliveries, lanes, ledger } = this.#cloud;
    spawnTask(this.#cloud, "resend", async (call, task, now) => {
      const operated = operatedThrough(deliveries, call);
      const ports = {
        records: {
          ...operated,
          resend: (...args: Parameters<typeof operated.resend>) =>
            call("O3 resend", () => {
              ledger.isResending = true;
              const result = deliveries.resend(...args);
              ledger.isResending = false;
              return result;
            }),
        },
        events: eventsThrough(events, call),
        lanes: notesThrough(lanes, call, "O2"),
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
    spawnTask(this.#cloud, "cancel", async (call, _task, now) => {
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
