import type { Fate, PendingCall, Task } from "../../tools/virtual-aws/scheduler.ts";
import type { World } from "./world.ts";

/**
 * Share of replies that take their time, so that something may happen between a call and what its
 * caller does next.
 */
const SLOW_REPLY_CHANCE = 0.25;
/** A process that is left standing goes on after 30 steps, on average. */
const STALL_END_CHANCE = 1 / 30;
/** What happens once in a run if at all meets with a fault more often. */
const SELDOM_CALLED = /^(?:O|O2|O3|E3|L6|L7 answer|B|S2|T1|W2|W3|P|P2|P1 read) /u;
const SELDOM_FAULT_CHANCE = 0.4;
/** The last call of a run: few faults are left. */
const LAST_CALL = "S2 remove the lane";
const LAST_FAULT_CHANCE = 0.9;
/** What changes nothing when it is repeated. */
const READ = /read|query|list|find/u;
const CRASHES: readonly Fate[] = ["die_before", "die_after", "fail_before", "fail_after"];

/** Chooses which call happens next, and what becomes of it. */
export class Fates {
  readonly #world: World;
  #crashes: number;
  #lostReplies: number;
  #stalled: Task | undefined;

  constructor(world: World) {
    this.#world = world;
    this.#crashes = world.scenario.faults.crash;
    this.#lostReplies = world.scenario.faults.lostReply;
  }

  /** Makes one pending call happen. @returns whether there was one that may */
  makeCall(): boolean {
    const { scheduler, random } = this.#world;
    const index = scheduler.pending.length > 0 && random.chance(0.8) ? this.#pick() : undefined;
    if (index === undefined) {
      return false;
    }
    const call = scheduler.take(index);
    const fate = this.#fateOf(call);
    if (fate !== "reply") {
      this.#world.blame.task(call.task);
    }
    call.happen(fate, random.chance(SLOW_REPLY_CHANCE));
    return true;
  }

  /**
   * One process at a time is left standing for a while: long enough for others to finish theirs.
   */
  stall(): void {
    const { scheduler, random, scenario } = this.#world;
    if (this.#stalled !== undefined) {
      if (this.#stalled.isOver || random.chance(STALL_END_CHANCE)) {
        this.#stalled = undefined;
      }
      return;
    }
    const { stallChance, stallsAt } = scenario;
    const { pending } = scheduler;
    const candidates =
      stallsAt === undefined ? pending : pending.filter(({ name }) => stallsAt.includes(name));
    if (candidates.length > 0 && random.chance(stallChance)) {
      this.#stalled = random.pick(candidates).task;
    }
  }

  /** Nobody is left standing any more: time cannot pass before it goes on. */
  goOn(): void {
    this.#stalled = undefined;
  }

  /** No more faults. */
  stop(): void {
    this.#crashes = 0;
    this.#lostReplies = 0;
  }

  /** A call of a task that is not left standing. */
  #pick(): number | undefined {
    const { pending } = this.#world.scheduler;
    const start = this.#world.random.below(pending.length);
    for (let offset = 0; offset < pending.length; offset += 1) {
      const index = (start + offset) % pending.length;
      if (pending[index]?.task !== this.#stalled) {
        return index;
      }
    }
    return undefined;
  }

  #fateOf({ name, isReply }: PendingCall): Fate {
    const { random } = this.#world;
    const left = this.#crashes + this.#lostReplies;
    if (left === 0 || !random.chance(this.#chanceOf(name))) {
      return "reply";
    }
    const isPost = name === "D3 POST";
    if (random.below(left) < this.#crashes) {
      this.#crashes -= 1;
      const fate = isReply ? "die_after" : random.pick(CRASHES);
      // A request has no reply that an SDK could lose: its sender answers with a value, or is dead.
      return isPost && fate.startsWith("fail") ? "die_after" : fate;
    }
    if (isPost || isReply || READ.test(name)) {
      return "reply";
    }
    this.#lostReplies -= 1;
    return "twice";
  }

  #chanceOf(name: string): number {
    if (name === LAST_CALL) return LAST_FAULT_CHANCE;
    return SELDOM_CALLED.test(name) ? SELDOM_FAULT_CHANCE : this.#world.scenario.faultChance;
  }
}
