import type { QueuedMessage } from "../../local/virtual-aws/memory-queue.ts";
import type { Actors } from "./actors.ts";
import { TENANT, type Cloud } from "./cloud.ts";
import type { LaneMachine } from "./lane-machine.ts";

type Move =
  | "duplicate"
  | "republish"
  | "resend"
  | "cancel"
  | "dieExecution"
  | "disable"
  | "enable"
  | "delete";

/** What people and the world do to a run, as often as its scenario says, at any moment. */
export class Operators {
  readonly #cloud: Cloud;
  readonly #actors: Actors;
  readonly #lanes: LaneMachine;
  readonly #note: (line: string) => void;
  readonly #left: Record<Move, number>;
  readonly #deleted: QueuedMessage[] = [];

  constructor(cloud: Cloud, actors: Actors, lanes: LaneMachine, note: (line: string) => void) {
    this.#cloud = cloud;
    this.#actors = actors;
    this.#lanes = lanes;
    this.#note = note;
    const { faults, disables, deletesWebhook } = cloud.scenario;
    const { duplicate, republish, resend, cancel, dieExecution } = faults;
    this.#left = {
      duplicate,
      republish,
      resend,
      cancel,
      dieExecution,
      disable: disables,
      enable: 0,
      delete: deletesWebhook ? 1 : 0,
    };
    cloud.deliveriesQueue.onDelete = (message) => this.#deleted.push(message);
  }

  /** Puts an event on the events queue. */
  publish(index: number): void {
    const { eventsQueue } = this.#cloud;
    const body = JSON.stringify({
      id: `bus-${index}`,
      "detail-type": "CARD_STATUS_CHANGE",
      detail: { ...TENANT, payload: { index } },
    });
    eventsQueue.send(this.#cloud.newMessageId(), body);
  }

  /** Makes one move, if one is left that is possible now. */
  act(): boolean {
    const { random } = this.#cloud;
    const possible = (Object.keys(this.#left) as Move[]).filter((move) => this.#left[move] > 0);
    if (possible.length === 0) {
      return false;
    }
    const move = random.pick(possible);
    if (!this.#make(move)) {
      return false;
    }
    this.#left[move] -= 1;
    return true;
  }

  enableAll(): void {
    for (const { id, status } of this.#cloud.webhooks) {
      if (status === "disabled") {
        this.#cloud.setStatus(id, "enabled");
      }
    }
  }

  #make(move: Move): boolean {
    const { random, webhooks, ledger, scenario } = this.#cloud;
    switch (move) {
      case "duplicate":
        return this.#duplicate();
      case "republish":
        this.#cloud.faults += 1;
        this.publish(random.below(scenario.events));
        return this.#say("the event comes again");
      case "resend":
      case "cancel": {
        const ids = [...ledger.entries.keys()];
        if (ids.length === 0) {
          return false;
        }
        const id = random.pick(ids);
        this.#cloud.faults += move === "resend" ? 2 : 1;
        this.#actors[move](id);
        return this.#say(`OPERATOR: ${move} ${id}`);
      }
      case "dieExecution": {
        const names = [...this.#lanes.executions.keys()];
        if (names.length === 0) {
          return false;
        }
        this.#cloud.faults += 1;
        const name = random.pick(names);
        const task = this.#lanes.executions.get(name)?.task;
        if (task !== undefined && random.chance(0.5)) {
          this.#cloud.scheduler.kill(task);
        }
        this.#lanes.endExecution(name);
        return this.#say(`FAULT the execution ${name} dies`);
      }
      case "disable":
      case "enable":
      case "delete": {
        const { id, status } = random.pick(webhooks);
        const from = move === "enable" ? "disabled" : "enabled";
        if (status !== from) {
          return false;
        }
        const to = { disable: "disabled", enable: "enabled", delete: "deleted" } as const;
        this.#cloud.setStatus(id, to[move]);
        this.#left.enable += move === "disable" ? 1 : 0;
        return this.#say(`OPERATOR: ${move} ${id}`);
      }
    }
  }

  /** A message in flight, or one that was deleted, is delivered again. */
  #duplicate(): boolean {
    const { deliveriesQueue, random, scheduler } = this.#cloud;
    const inFlight = [...deliveriesQueue.messages.values()].filter(
      ({ receiveCount, visibleAtMs }) => receiveCount > 0 && visibleAtMs > scheduler.nowMs,
    );
    const candidates = [...inFlight, ...this.#deleted];
    if (candidates.length === 0) {
      return false;
    }
    const message = random.pick(candidates);
    this.#cloud.faults += 1;
    deliveriesQueue.duplicate(message);
    return this.#say(`FAULT SQS delivers ${message.messageId} again`);
  }

  #say(line: string): true {
    this.#note(line);
    return true;
  }
}
