import { inspect } from "node:util";
import { setFlagsFromString } from "node:v8";

import type { DeliveryRecord } from "../../lambdas/shared/domain/delivery-record.ts";
import type { Fate, OnCall, Outcome } from "../../tools/virtual-aws/scheduler.ts";
import { Actors, type Functions } from "./actors.ts";
import { Fates } from "./fates.ts";
import { Operators } from "./operators.ts";
import { Repairs } from "./repairs.ts";
import type { Scenario } from "./scenario.ts";
import { Triggers } from "./triggers.ts";
import { World } from "./world.ts";

/*
 * V8 makes old at once what mostly lived long before. Here nothing does: it would only keep worlds
 * that are over until the next full collection, and all collections until then copy them.
 */
setFlagsFromString("--no-allocation-site-pretenuring");

/** What came of one run. */
export interface SimulationResult {
  readonly seed: number;
  /** What went wrong; `undefined` when everything held. */
  readonly violation: string | undefined;
  readonly steps: number;
  readonly posts: number;
  /** How the last record of each delivery ended, but for those that TTL took. */
  readonly records: readonly DeliveryRecord[];
  /**
   * From the end of a throttle to the first write of a delivery; `undefined` when there was none.
   */
  readonly recoveredInMs: number | undefined;
  /** Virtual time that passed. */
  readonly hours: number;
}

/**
 * Steps after which a run is thought never to end: a month of a disabled webhook's lane takes
 * 15,000.
 */
const MOST_STEPS = 30_000;
/**
 * Time that everything must have come to its end in, once faults stopped: a dead lane is found
 * within two hours.
 */
const CALM_LIMIT_MS = 4 * 86_400_000;

/** What a function waits between two calls; how long it waits for one at most is longer. */
const SHORT_WAIT_MS = 900;

/** Who is told of a run while it goes on. */
export interface SimulationWatch {
  readonly onLine?: (line: string) => void;
  /** Every external call that happened: its name, and what became of it. */
  readonly onCall?: (name: string, fate: Fate) => void;
}

/** Runs one scenario to its end, or to the first thing that goes wrong. */
export async function simulate(
  scenario: Scenario,
  functions: Functions,
  watch: SimulationWatch = {},
): Promise<SimulationResult> {
  const run = new Run(scenario, functions, watch);
  const { stackTraceLimit } = Error;
  // To note where an error was made takes longer than the call that throws it.
  if (watch.onLine === undefined) Error.stackTraceLimit = 0;
  try {
    await run.world.scheduler.run(() => run.step());
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  return run.result();
}

class Run {
  readonly world: World;
  readonly #operators: Operators;
  readonly #fates: Fates;
  readonly #triggers: Triggers;
  readonly #log: ((line: string) => void) | undefined;
  readonly #startMs: number;
  #steps = 0;
  #calmSinceMs: number | undefined;

  constructor(scenario: Scenario, functions: Functions, watch: SimulationWatch) {
    const world = new World(scenario);
    const note = (line: string) => this.#note(line);
    this.world = world;
    this.#log = watch.onLine;
    this.#startMs = world.scheduler.nowMs;
    const actors = new Actors(world, functions);
    const repairs = new Repairs(world, actors);
    this.#fates = new Fates(world);
    this.#triggers = new Triggers(world, actors, repairs, note);
    this.#operators = new Operators(world, actors, repairs, this.#triggers.tasks, note);
    world.ledger.buryAllowedFrom = burialNeeds(scenario);
    this.#watch(watch);
    for (let index = 0; index < scenario.events; index += 1) {
      this.#operators.publish(index);
    }
  }

  result(): SimulationResult {
    const { ledger, observer, scenario, scheduler, throttles } = this.world;
    let posts = 0;
    for (const entry of ledger.entries.values()) {
      posts += entry.posts;
    }
    return {
      seed: scenario.seed,
      violation: ledger.violation,
      steps: this.#steps,
      posts,
      records: [...observer.records.values()],
      recoveredInMs: throttles.recoveredInMs,
      hours: (scheduler.nowMs - this.#startMs) / 3_600_000,
    };
  }

  /** One choice of the scheduler. @returns whether there is another */
  step(): boolean {
    const { ledger, scheduler } = this.world;
    this.world.check();
    if (scheduler.bug !== undefined) {
      ledger.report("bug", inspect(scheduler.bug));
    }
    if (ledger.violation !== undefined) {
      return false;
    }
    this.#steps += 1;
    this.#calmDown();
    this.#fates.stall();
    return this.#fates.makeCall() || this.#wake() || this.#environment();
  }

  /**
   * Waits of tasks end when they are due; in ticks those that are no limit are too short to be told
   * from nothing.
   */
  #wake(): boolean {
    const { scheduler, scenario } = this.world;
    return scheduler.wake(scheduler.nowMs + (scenario.tickSeconds > 0 ? SHORT_WAIT_MS : 0));
  }

  /** Something that happens outside the running calls. */
  #environment(): boolean {
    const { random, scenario } = this.world;
    const choices = this.#triggers.choices();
    if (this.#calmSinceMs === undefined && random.chance(0.1) && this.#operators.act()) {
      return true;
    }
    if (choices.length > 0 && !random.chance(scenario.dawdle)) {
      random.pick(choices).start();
      return true;
    }
    return this.#passTime(choices.length === 0);
  }

  /** Lets time pass to the next thing that is due, or a little. @returns whether the run goes on */
  #passTime(isIdle: boolean): boolean {
    const { scheduler, random, scenario, ledger } = this.world;
    const { nowMs } = scheduler;
    const isResting = isIdle && scheduler.tasks.size === 0;
    const nextMs = this.#onGrid(this.#triggers.nextMs());
    if (isResting && this.#isQuiet()) {
      return this.#end();
    }
    if (isResting && nextMs === Infinity) {
      ledger.report("run", "STUCK: nothing will ever happen again");
      return false;
    }
    this.#triggers.breakDown();
    const isWhole = isResting && random.chance(0.9);
    const toMs = isWhole ? nextMs : Math.min(nowMs + this.#pauseMs(), nextMs);
    const latestMs = scheduler.horizonMs();
    const ticks = scenario.tickSeconds > 0;
    const reachedMs = ticks && toMs > latestMs ? nowMs : Math.min(toMs, latestMs);
    if (reachedMs === nowMs) {
      this.#fates.goOn();
      if (scheduler.pending.length === 0) this.#goBeyond();
    } else {
      this.world.passTo(reachedMs);
      this.#note(`time passes to +${(reachedMs - this.#startMs) / 1000} s`);
    }
    return true;
  }

  /**
   * Nobody does anything before a moment that must not pass: a function times out, or marks too
   * late what it released.
   */
  #goBeyond(): void {
    const { scheduler, blame } = this.world;
    for (const task of scheduler.tasks) {
      if (task.deadlineMs <= scheduler.nowMs) {
        blame.task(task);
        scheduler.kill(task);
        this.#note(`[${task.name}] FAULT times out`);
      } else if ([...task.owes.values()].some((dueMs) => dueMs <= scheduler.nowMs)) {
        blame.task(task);
        task.owes.clear();
      }
    }
  }

  /** Ticks are all that there is, where time passes in ticks. */
  #onGrid(timeMs: number): number {
    const tickMs = this.world.scenario.tickSeconds * 1000;
    return tickMs === 0
      ? timeMs
      : this.#startMs + Math.ceil((timeMs - this.#startMs) / tickMs) * tickMs;
  }

  #pauseMs(): number {
    const { random, scenario } = this.world;
    return scenario.tickSeconds > 0
      ? scenario.tickSeconds * 1000
      : random.pick([1, 200, 1000, 5000, 60_000]);
  }

  #isQuiet(): boolean {
    const { executions, ledger, observer, scenario } = this.world;
    if (!this.#triggers.areQueuesEmpty || executions.nextMs() < Infinity) return false;
    // Only the sweep can still change anything then.
    return (
      !scenario.sweeps ||
      ([...ledger.entries.values()].every(({ isEnded }) => isEnded) &&
        (!scenario.outlivesLanes || observer.lanes.size === 0))
    );
  }

  /** Everything came to rest: what operators still want, and then the last look. */
  #end(): boolean {
    const { ledger, random } = this.world;
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

  /**
   * Faults stop after a while, disabled webhooks are enabled; and then everything must come to its
   * end.
   */
  #calmDown(): void {
    const { scheduler, ledger, scenario } = this.world;
    if (this.#calmSinceMs !== undefined) {
      if (this.#steps > MOST_STEPS || scheduler.nowMs > this.#calmSinceMs + CALM_LIMIT_MS) {
        ledger.report("run", `NEVER ENDS: ${this.#whatIsLeft()}`);
      }
    } else if (this.#steps > scenario.stepsOfFaults) {
      this.#calmSinceMs = scheduler.nowMs;
      this.#fates.stop();
      this.#triggers.recover();
      this.#operators.enableAll();
      this.#note("faults stop");
    }
  }

  #whatIsLeft(): string {
    const { pools, executions, observer } = this.world;
    const messages = pools.reduce((sum, queue) => sum + queue.messages.size, 0);
    const records = [...observer.records.values()].map(({ status }) => status);
    return `${messages} messages, ${executions.nextMs() < Infinity ? "some" : "no"} executions, records ${records.join(", ")}`;
  }

  #watch({ onLine, onCall }: SimulationWatch): void {
    if (onLine === undefined && onCall === undefined) {
      return;
    }
    const told: OnCall = (task, name, fate, outcome) => {
      onCall?.(name, fate);
      if (onLine !== undefined) {
        const fault = fate === "reply" ? "" : ` FAULT ${fate}`;
        this.#note(`[${task.name}] ${name}${fault} → ${show(outcome)}`);
      }
    };
    this.world.scheduler.onCall = told;
  }

  #note(line: string): void {
    if (this.#log !== undefined) {
      const seconds = ((this.world.scheduler.nowMs - this.#startMs) / 1000).toFixed(3);
      this.#log(`${String(this.#steps).padStart(5)} ${seconds.padStart(12)} s  ${line}`);
    }
  }
}

/**
 * So many wasted receives drop a delivery that bury parked twice before; overruns and skewed clocks
 * waste more than are counted, so that few do not tell.
 */
function burialNeeds({
  maxReceiveCount,
  renewFromReceive,
  overruns,
  clockSkewMs,
  throttles,
}: Scenario): number {
  const spare = 3 * (maxReceiveCount - renewFromReceive);
  // Minutes of a throttle are as many receives as these; hours are none of a thousand.
  if (throttles > 0 && maxReceiveCount < 20) return 0;
  return overruns || clockSkewMs > 0 ? Math.min(1, Math.floor(spare / 10)) : spare;
}

function show(outcome: Outcome<unknown> | undefined): string {
  if (outcome === undefined) return "";
  if (!outcome.ok) return (outcome.error as Error).name;
  return (JSON.stringify(outcome.result) ?? "").slice(0, 220);
}
