import { deliveryIdOf } from "../../lambdas/shared/domain/identifiers.ts";
import { Actors } from "./actors.ts";
import { Cloud, type UseCases } from "./cloud.ts";
import type { Doubles } from "./doubles.ts";
import { Operators } from "./operators.ts";
import type { Scenario } from "./scenario.ts";
import type { Fate, PendingCall, Task } from "./scheduler.ts";

/** What came of one run. */
export interface SimulationResult {
  readonly seed: number;
  /** What went wrong; `undefined` when everything held. */
  readonly violation: string | undefined;
  readonly steps: number;
  readonly posts: number;
  readonly faults: number;
  /** Virtual time that passed. */
  readonly hours: number;
}

/** Steps after which faults stop. */
const MOST_STEPS_OF_FAULTS = 1500;
/** Steps after which a run is thought never to end: a month of a disabled webhook's lane takes 15,000. */
const MOST_STEPS = 30_000;
/** Time that everything must have come to its end in, once faults stopped: a dead lane is found within two hours. */
const CALM_LIMIT_MS = 4 * 86_400_000;
const SWEEP_MS = 900_000;
/** Share of replies that take their time, so that something may happen between a call and what its caller does next. */
const SLOW_REPLY_CHANCE = 0.25;
/** A process that is left standing goes on after 30 steps, on average. */
const STALL_END_CHANCE = 1 / 30;
/** What happens once in a run if at all meets with a fault more often. */
const SELDOM_CALLED = /^(?:O|O2|L6|B) /u;
const SELDOM_FAULT_CHANCE = 0.3;
const CRASHES: readonly Fate[] = ["die_before", "die_after", "fail_before", "fail_after"];

/** Who is told of a run while it goes on. */
export interface SimulationWatch {
  readonly onLine?: (line: string) => void;
  /** Every external call that happened: its name, and what became of it. */
  readonly onCall?: (name: string, fate: Fate) => void;
}

/** Runs one scenario to its end, or to the first thing that goes wrong. */
export async function simulate(
  scenario: Scenario,
  useCases: UseCases,
  doubles: Doubles = {},
  watch: SimulationWatch = {},
): Promise<SimulationResult> {
  const run = new Run(scenario, useCases, doubles, watch);
  await run.cloud.scheduler.run(() => run.step());
  return run.result();
}

class Run {
  readonly cloud: Cloud;
  readonly #actors: Actors;
  readonly #operators: Operators;
  readonly #log: ((line: string) => void) | undefined;
  readonly #startMs: number;
  #nextSweepMs: number;
  #steps = 0;
  #calmSinceMs: number | undefined;
  #crashes: number;
  #lostReplies: number;
  #outages: number;
  #outageUntilMs = 0;
  #stalled: Task | undefined;

  constructor(
    scenario: Scenario,
    useCases: UseCases,
    doubles: Doubles,
    { onLine, onCall }: SimulationWatch,
  ) {
    this.cloud = new Cloud(scenario, useCases, doubles);
    this.#log = onLine;
    this.#actors = new Actors(this.cloud);
    this.cloud.onStart = ({ name, webhookId, generation }) =>
      this.#actors.started(name, webhookId, generation);
    this.cloud.ledger.buryAllowedFrom = burialNeeds(scenario);
    this.#operators = new Operators(this.cloud, this.#actors, (line) => this.#note(line));
    this.#crashes = scenario.faults.crash;
    this.#lostReplies = scenario.faults.lostReply;
    this.#outages = scenario.outages;
    this.#startMs = this.cloud.scheduler.nowMs;
    this.#nextSweepMs = this.#startMs + SWEEP_MS;
    for (let index = 0; index < scenario.events; index += 1) {
      this.#operators.publish(index);
    }
    if (onLine !== undefined || onCall !== undefined) {
      this.cloud.scheduler.onCall = (task, name, fate, result) => {
        onCall?.(name, fate);
        if (onLine !== undefined) {
          const fault = fate === "reply" ? "" : ` FAULT ${fate}`;
          this.#note(`[${task.name}] ${name}${fault} → ${show(result)}`);
        }
      };
    }
  }

  result(): SimulationResult {
    const { ledger, scenario, scheduler, faults } = this.cloud;
    let posts = 0;
    for (const entry of ledger.entries.values()) {
      posts += entry.posts;
    }
    return {
      seed: scenario.seed,
      violation: ledger.violation,
      steps: this.#steps,
      posts,
      faults,
      hours: (scheduler.nowMs - this.#startMs) / 3_600_000,
    };
  }

  /** One choice of the scheduler. @returns whether there is another */
  step(): boolean {
    const { ledger, scheduler, random } = this.cloud;
    ledger.check();
    if (scheduler.bug !== undefined) {
      ledger.report("bug", String((scheduler.bug as Error).stack ?? scheduler.bug));
    }
    if (ledger.violation !== undefined) {
      return false;
    }
    this.#steps += 1;
    this.#calmDown();
    this.#stall();
    if (scheduler.pending.length > 0 && random.chance(0.8)) {
      const index = this.#pickCall();
      if (index !== undefined) {
        this.#makeCall(scheduler.take(index));
        return true;
      }
    }
    return this.#environment();
  }

  /** One process at a time is left standing for a while: long enough for others to finish theirs. */
  #stall(): void {
    const { scheduler, random, scenario } = this.cloud;
    if (this.#stalled !== undefined) {
      if (this.#stalled.isOver || random.chance(STALL_END_CHANCE)) {
        this.#stalled = undefined;
      }
    } else if (scheduler.pending.length > 0 && random.chance(scenario.stallChance)) {
      this.#stalled = random.pick(scheduler.pending).task;
    }
  }

  /** A call of a task that is not left standing. */
  #pickCall(): number | undefined {
    const { pending } = this.cloud.scheduler;
    const start = this.cloud.random.below(pending.length);
    for (let offset = 0; offset < pending.length; offset += 1) {
      const index = (start + offset) % pending.length;
      if (pending[index]?.task !== this.#stalled) {
        return index;
      }
    }
    return undefined;
  }

  #makeCall(call: PendingCall): void {
    const fate = this.#fateOf(call);
    if (fate !== "reply") {
      this.cloud.faults += 1;
    }
    call.happen(fate, this.cloud.random.chance(SLOW_REPLY_CHANCE));
  }

  #fateOf({ name, isReply }: PendingCall): Fate {
    const { random, scenario } = this.cloud;
    const left = this.#crashes + this.#lostReplies;
    const chance = SELDOM_CALLED.test(name) ? SELDOM_FAULT_CHANCE : scenario.faultChance;
    if (left === 0 || !random.chance(chance)) {
      return "reply";
    }
    const isPost = name === "D3 POST";
    if (random.below(left) < this.#crashes) {
      this.#crashes -= 1;
      const fate = isReply ? "die_after" : random.pick(CRASHES);
      // A request has no reply that an SDK could lose: its sender answers with a value, or is dead.
      return isPost && fate.startsWith("fail") ? "die_after" : fate;
    }
    if (isPost || isReply || /read|query|list|find/u.test(name)) {
      return "reply";
    }
    this.#lostReplies -= 1;
    return "twice";
  }

  /** Something that happens outside the running calls. */
  #environment(): boolean {
    const { cloud } = this;
    const { scheduler, random, scenario } = cloud;
    const nowMs = scheduler.nowMs;
    const choices: (() => void)[] = [];
    const event = pickVisible(cloud.eventsQueue.visible(), random);
    if (event !== undefined && this.#actors.count("fan-out") < 2) {
      choices.push(() => this.#actors.fanOut(event));
    }
    const waiting = cloud.deliveriesQueue.visible();
    if (
      waiting.length > 0 &&
      this.#actors.count("deliver") < scenario.workers &&
      nowMs >= this.#outageUntilMs
    ) {
      choices.push(() => this.#receive(waiting));
    }
    const redriven = pickVisible(cloud.redriveQueue.visible(), random);
    if (redriven !== undefined) {
      choices.push(() => this.#actors.bury(redriven));
    }
    for (const execution of this.#actors.executions.values()) {
      if (execution.wakesAtMs <= nowMs) {
        choices.push(() => this.#actors.wake(execution));
      }
    }
    if (scenario.sweeps && this.#nextSweepMs <= nowMs) {
      choices.push(() => {
        this.#nextSweepMs = nowMs + SWEEP_MS;
        this.#actors.sweep();
      });
    }
    if (this.#calmSinceMs === undefined && random.chance(0.1) && this.#operators.act()) {
      return true;
    }
    if (choices.length > 0 && !random.chance(scenario.dawdle)) {
      random.pick(choices)();
      return true;
    }
    return this.#passTime(choices.length === 0);
  }

  #receive(waiting: ReturnType<Cloud["deliveriesQueue"]["visible"]>): void {
    const { deliveriesQueue, random, scenario } = this.cloud;
    const received = [];
    const left = [...waiting];
    while (left.length > 0 && received.length < scenario.batch) {
      const [message] = left.splice(random.below(left.length), 1);
      const one = deliveriesQueue.receive(message);
      if (one !== undefined) {
        received.push(one);
        this.#note(`receive ${one.messageId} (${one.receiveCount})`);
      }
    }
    if (received.length > 0) {
      this.#actors.deliver(received);
    }
  }

  /** Lets time pass to the next thing that is due, or a little. @returns whether the run goes on */
  #passTime(isIdle: boolean): boolean {
    const { scheduler, random, scenario } = this.cloud;
    const { nowMs } = scheduler;
    const isBusy = scheduler.tasks.size > 0;
    const latestMs = scheduler.horizonMs();
    const nextMs = this.#nextMs();
    if (isIdle && !isBusy && this.#isQuiet()) {
      return this.#end();
    }
    if (!isBusy && isIdle && nextMs === Infinity) {
      this.cloud.ledger.report("run", "STUCK: nothing will ever happen again");
      return false;
    }
    if (this.#outages > 0 && scheduler.nowMs >= this.#outageUntilMs && random.chance(0.05)) {
      this.#outages -= 1;
      this.#outageUntilMs = scheduler.nowMs + scenario.outageSeconds * 1000;
      this.#note(`deliver is not called any more for ${scenario.outageSeconds} s`);
    }
    const isWhole = !isBusy && isIdle && random.chance(0.9);
    const toMs = isWhole ? nextMs : Math.min(scheduler.nowMs + this.#pauseMs(), nextMs);
    const reachedMs = scenario.tickSeconds > 0 && toMs > latestMs ? nowMs : Math.min(toMs, latestMs);
    if (reachedMs === nowMs) {
      this.#stalled = undefined;
    } else {
      this.cloud.passTo(reachedMs);
      this.#note(`time passes to +${(reachedMs - this.#startMs) / 1000} s`);
    }
    return true;
  }

  #pauseMs(): number {
    const { random, scenario } = this.cloud;
    return scenario.tickSeconds > 0
      ? scenario.tickSeconds * 1000
      : random.pick([1, 200, 1000, 5000, 60_000]);
  }

  /** The next moment at which something becomes possible that is not now. */
  #nextMs(): number {
    const { cloud } = this;
    const { scenario, scheduler } = cloud;
    let nextMs = Math.min(
      cloud.eventsQueue.nextVisibleAtMs(),
      cloud.deliveriesQueue.nextVisibleAtMs(),
      cloud.redriveQueue.nextVisibleAtMs(),
    );
    for (const { wakesAtMs } of this.#actors.executions.values()) {
      nextMs = Math.min(nextMs, wakesAtMs > scheduler.nowMs ? wakesAtMs : Infinity);
    }
    if (scenario.sweeps) {
      nextMs = Math.min(nextMs, this.#nextSweepMs > scheduler.nowMs ? this.#nextSweepMs : Infinity);
    }
    if (this.#outageUntilMs > scheduler.nowMs) {
      nextMs = Math.min(nextMs, this.#outageUntilMs);
    }
    return nextMs;
  }

  #isQuiet(): boolean {
    const { eventsQueue, deliveriesQueue, redriveQueue, ledger, scenario } = this.cloud;
    if (
      eventsQueue.messages.size + deliveriesQueue.messages.size + redriveQueue.messages.size > 0 ||
      this.#actors.executions.size > 0
    ) {
      return false;
    }
    for (const { isEnded } of ledger.entries.values()) {
      if (!isEnded && scenario.sweeps) {
        return false;
      }
    }
    return true;
  }

  /** Everything came to rest: what operators still want, and then the last look. */
  #end(): boolean {
    const { ledger, random } = this.cloud;
    if (this.#calmSinceMs === undefined && random.chance(0.8) && this.#operators.act()) {
      return true;
    }
    for (const { id, isEnded } of ledger.entries.values()) {
      if (!isEnded) {
        ledger.report(id, "LOST: parked, and nothing will wake it");
      }
    }
    return false;
  }

  #calmDown(): void {
    const { scheduler, ledger } = this.cloud;
    if (this.#calmSinceMs === undefined) {
      if (this.#steps > MOST_STEPS_OF_FAULTS) {
        this.#calmSinceMs = scheduler.nowMs;
        this.#crashes = 0;
        this.#lostReplies = 0;
        this.#outages = 0;
        this.#outageUntilMs = Math.min(this.#outageUntilMs, scheduler.nowMs);
        this.#operators.enableAll();
        this.#note("faults stop");
      }
      return;
    }
    if (this.#steps > MOST_STEPS || scheduler.nowMs > this.#calmSinceMs + CALM_LIMIT_MS) {
      ledger.report("run", `NEVER ENDS: ${this.#whatIsLeft()}`);
    }
  }

  #whatIsLeft(): string {
    const { deliveriesQueue, deliveries } = this.cloud;
    const records = [...deliveries.records.values()].map(
      (record) => `${deliveryIdOf(record)} ${record.status}`,
    );
    return `${deliveriesQueue.messages.size} messages, ${this.#actors.executions.size} executions, ${records.join(", ")}`;
  }

  #note(line: string): void {
    if (this.#log !== undefined) {
      const seconds = ((this.cloud.scheduler.nowMs - this.#startMs) / 1000).toFixed(3);
      this.#log(`${String(this.#steps).padStart(5)} ${seconds.padStart(12)} s  ${line}`);
    }
  }
}

/** So many wasted receives bury a delivery; overruns and skewed clocks waste more than are counted, so that few do not tell. */
function burialNeeds({ maxReceiveCount, renewFromReceive, overruns, clockSkewMs }: Scenario): number {
  const spare = maxReceiveCount - renewFromReceive;
  return overruns || clockSkewMs > 0 ? Math.min(1, Math.floor(spare / 10)) : spare;
}

function pickVisible<Item>(items: readonly Item[], random: Cloud["random"]): Item | undefined {
  return items.length === 0 ? undefined : random.pick(items);
}

function show(result: unknown): string {
  return (JSON.stringify(result) ?? "").replaceAll(/"(eventId|webhookId|application|environment|eventType|deliveryId)":"[^"]*",?/gu, "").slice(0, 220);
}

