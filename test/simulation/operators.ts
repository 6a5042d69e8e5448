import { NAMES } from "../../tools/virtual-aws/function-environment.ts";
import type { MemoryQueue } from "../../tools/virtual-aws/memory-queue.ts";
import type { QueuedMessage } from "../../tools/virtual-aws/queued-message.ts";
import type { Task } from "../../tools/virtual-aws/scheduler.ts";
import type { Actors } from "./actors.ts";
import type { Repairs } from "./repairs.ts";
import { EVENT_TYPE, TENANT } from "./webhooks.ts";
import type { World } from "./world.ts";

type Move =
  | "duplicate"
  | "eventAgain"
  | "resend"
  | "cancel"
  | "dieExecution"
  | "disable"
  | "enable"
  | "delete"
  | "wake"
  | "republish"
  | "loseQueues"
  | "repair"
  | "turn"
  | "goDown"
  | "comeBack"
  | "publish";

/** What people and the world do to a run, as often as its scenario says, at any moment. */
export class Operators {
  readonly #world: World;
  readonly #actors: Actors;
  readonly #repairs: Repairs;
  readonly #lanes: ReadonlyMap<string, Task>;
  readonly #note: (line: string) => void;
  readonly #left: Record<Move, number>;
  readonly #deleted: { readonly queue: MemoryQueue; readonly message: QueuedMessage }[] = [];

  /** @param lanes the tasks of executions */
  constructor(
    world: World,
    actors: Actors,
    repairs: Repairs,
    lanes: ReadonlyMap<string, Task>,
    note: (line: string) => void,
  ) {
    this.#world = world;
    this.#actors = actors;
    this.#repairs = repairs;
    this.#lanes = lanes;
    this.#note = note;
    const { scenario } = world;
    const { faults, disables, deletesWebhook, wakes, republishes } = scenario;
    const { queueLosses, repairs: needless, turns, downs, recoveries } = scenario;
    const { duplicate, eventAgain, resend, cancel, dieExecution } = faults;
    this.#left = {
      duplicate,
      eventAgain,
      resend,
      cancel,
      dieExecution,
      disable: disables,
      enable: 0,
      delete: deletesWebhook ? 1 : 0,
      wake: wakes,
      republish: republishes,
      loseQueues: queueLosses,
      repair: needless,
      turn: turns,
      goDown: downs,
      comeBack: recoveries,
      publish: scenario.lateEvents,
    };
    for (const queue of world.pools) queue.onDelete = this.#noteDeleted.bind(this, queue);
  }

  /** Puts an event on the events queue. @param busId which publication of it this is */
  publish(index: number, busId = `bus-${index}`): void {
    const { queues } = this.#world;
    const body = JSON.stringify({
      id: busId,
      source: "com.acme.cards",
      "detail-type": EVENT_TYPE,
      detail: { ...TENANT, id: `event-${index}`, payload: { index } },
    });
    queues.putFromBus(NAMES.eventsQueue, body);
  }

  /** Makes one move, if one is left that is possible now. */
  act(): boolean {
    const { random } = this.#world;
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
    const { webhooks } = this.#world;
    for (const id of webhooks.ids) {
      if (webhooks.statusOf(id) === "disabled") this.#enable(id);
    }
  }

  #make(move: Move): boolean {
    const { random, webhooks, ledger, scenario, executions } = this.#world;
    switch (move) {
      case "duplicate":
        return this.#duplicate();
      case "eventAgain":
        this.#world.blame.add({ kind: "all" });
        this.publish(random.below(scenario.events));
        return this.#say("the event comes again");
      case "resend":
      case "cancel": {
        const ids = [...ledger.entries.keys()];
        if (ids.length === 0) {
          return false;
        }
        const id = random.pick(ids);
        this.#world.blame.delivery(id, move === "resend" ? 2 : 1);
        this.#actors.operate(move, id);
        return this.#say(`OPERATOR: ${move} ${id}`);
      }
      case "dieExecution": {
        const names = [...executions.executions.values()]
          .filter(({ endedAtMs }) => endedAtMs === undefined)
          .map(({ name }) => name);
        if (names.length === 0) {
          return false;
        }
        const name = random.pick(names);
        const task = this.#lanes.get(name);
        this.#world.blame.add({ kind: "webhook", id: name.slice(0, name.lastIndexOf("-")) });
        if (task !== undefined && random.chance(0.5)) {
          this.#world.scheduler.kill(task);
        }
        executions.stop(name);
        return this.#say(`FAULT the execution ${name} dies`);
      }
      case "loseQueues":
        this.#repairs.loseQueues();
        return this.#say("FAULT the queues lose all messages");
      case "repair":
        this.#actors.repair();
        return this.#say("OPERATOR: repair");
      case "turn": {
        const id = random.pick(webhooks.ids);
        return this.#say(
          `the receiver of ${id} is ${this.#world.standings.turn(id, this.#world.random)}`,
        );
      }
      case "publish": {
        const late = scenario.lateEvents - this.#left.publish;
        this.publish(scenario.events + late);
        return this.#say("PRODUCER: publishes an event");
      }
      case "goDown": {
        const id = random.pick(webhooks.ids);
        this.#world.standings.goDown(id, (scenario.attempts - 1) * scenario.plainSeconds * 1000);
        return this.#say(`the receiver of ${id} is found down`);
      }
      case "comeBack": {
        const id = random.pick(webhooks.ids);
        this.#world.standings.comeBack(id);
        return this.#say(`the receiver of ${id} recovers`);
      }
      case "disable":
      case "enable":
      case "delete": {
        const id = random.pick(webhooks.ids);
        if (webhooks.statusOf(id) !== (move === "enable" ? "disabled" : "enabled")) {
          return false;
        }
        if (move === "delete") webhooks.remove(id);
        else if (move === "disable") webhooks.setStatus(id, "disabled");
        else this.#enable(id);
        this.#left.enable += move === "disable" ? 1 : 0;
        return this.#say(`OPERATOR: ${move} ${id}`);
      }
      case "wake": {
        const id = random.pick(webhooks.ids);
        this.#actors.wakeLane(id);
        return this.#say(`OPERATOR: wakes the lane of ${id}`);
      }
      case "republish": {
        const busId = `again-${this.#left.republish}`;
        this.publish(random.below(scenario.events), busId);
        return this.#say(`PRODUCER: publishes an event again, as ${busId}`);
      }
    }
  }

  /** What waits for a webhook runs on at once. */
  #enable(id: string): void {
    this.#world.webhooks.setStatus(id, "enabled");
    this.#actors.wakeLane(id);
  }

  #noteDeleted(queue: MemoryQueue, message: QueuedMessage): void {
    this.#deleted.push({ queue, message });
  }

  /** A message in flight, or one that was deleted, is delivered again. */
  #duplicate(): boolean {
    const { pools, random, scheduler, messages, blame } = this.#world;
    const inFlight = pools.flatMap((queue) =>
      [...queue.messages.values()]
        .filter(
          ({ receiveCount, visibleAtMs }) => receiveCount > 0 && visibleAtMs > scheduler.nowMs,
        )
        .map((message) => ({ queue, message })),
    );
    const candidates = [...inFlight, ...this.#deleted];
    if (candidates.length === 0) {
      return false;
    }
    const { queue, message } = random.pick(candidates);
    const { messageId } = message;
    // One that was acked for its carried commit comes back as if it had not been: two requests.
    blame.delivery(messages.deliveryOf(messageId), messages.isCarried(messageId) ? 2 : 1);
    queue.duplicate(message);
    return this.#say(`FAULT SQS delivers ${message.messageId} again`);
  }

  #say(line: string): true {
    this.#note(line);
    return true;
  }
}
