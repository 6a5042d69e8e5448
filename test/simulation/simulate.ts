import { inspect } from "node:util";

import { Actors } from "./actors.ts";
import { Cloud, type UseCases } from "./cloud.ts";
import type { Doubles } from "./doubles.ts";
import { Fates } from "./fates.ts";
import { LaneMachine } from "./lane-machine.ts";
import { Operators } from "./operators.ts";
import type { Scenario } from "./scenario.ts";
import type { Fate } from "./scheduler.ts";
import { Triggers } from "./triggers.ts";

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
  readonly #lanes: LaneMachine;
  readonly #operators: Operators;
  readonly #fates: Fates;
  readonly #triggers: Triggers;
  readonly #log: ((line: string) => void) | undefined;
  readonly #startMs: number;
  #steps = 0;
  #calmSinceMs: number | undefined;

  constructor(scenario: Scenario, useCases: UseCases, doubles: Doubles, watch: SimulationWatch) {
    const cloud = new Cloud(scenario, useCases, doubles);
    const note = (line: string) => this.#note(line);
    this.cloud = cloud;
    this.#log = watch.onLine;
    this.#startMs = cloud.scheduler.nowMs;
    const actors = new Actors(cloud);
    this.#lanes = new LaneMachine(cloud);
    this.#operators = new Operators(cloud, actors, this.#lanes, note);
    this.#fates = new Fates(cloud);
    this.#triggers = new Triggers(cloud, actors, this.#lanes, note);
    cloud.onStart = ({ name, webhookId, generation }) =>
      this.#lanes.started(name, webhookId, generation);
    cloud.ledger.buryAllowedFrom = burialNeeds(scenario);
    this.#watch(watch);
    for (let index = 0; index < scenario.events; index += 1) {
      this.#operators.publish(index);
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
    const { ledger, scheduler } = this.cloud;
    ledger.check();
    if (scheduler.bug !== undefined) {
      ledger.report("bug", inspect(scheduler.bug));
    }
    if (ledger.violation !== undefined) {
      return false;
    }
    this.#steps += 1;
    this.#calmDown();
    this.#fates.stall();
    return this.#fates.makeCall() || this.#environment();
  }

  /** Something that happens outside the running calls. */
  #environment(): boolean {
    const { random, scenario } = this.cloud;
    const choices = this.#triggers.choices();
    if (this.#calmSinceMs === undefined && random.chance(0.1) && this.#operators.act()) {
      return true;
    }
    if (choices.length > 0 && !random.chance(scenario.dawdle)) {
      random.pick(choices)();
      return true;
    }
    return this.#passTime(choices.length === 0);
  }

  /** Lets time pass to the next thing that is due, or a little. @returns whether the run goes on */
  #passTime(isIdle: boolean): boolean {
    const { scheduler, random, scenario, ledger } = this.cloud;
    const { nowMs } = scheduler;
    const isResting = isIdle && scheduler.tasks.size === 0;
    const nextMs = this.#triggers.nextMs();
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

  #isQuiet(): boolean {
    const { eventsQueue, deliveriesQueue, redriveQueue, ledger, lanes, scenario } = this.cloud;
    const messages =
      eventsQueue.messages.size + deliveriesQueue.messages.size + redriveQueue.messages.size;
    if (messages > 0 || this.#lanes.executions.size > 0) {
      return false;
    }
    // Only the sweep can still change anything then.
    return (
      !scenario.sweeps ||
      ([...ledger.entries.values()].every(({ isEnded }) => isEnded) &&
        (!scenario.outlivesLanes || lanes.lanes.size === 0))
    );
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

  /** Faults stop after a while, disabled webhooks are enabled; and then everything must come to its end. */
  #calmDown(): void {
    const { scheduler, ledger } = this.cloud;
    if (this.#calmSinceMs !== undefined) {
      if (this.#steps > MOST_STEPS || scheduler.nowMs > this.#calmSinceMs + CALM_LIMIT_MS) {
        ledger.report("run", `NEVER ENDS: ${this.#whatIsLeft()}`);
      }
    } else if (this.#steps > MOST_STEPS_OF_FAULTS) {
      this.#calmSinceMs = scheduler.nowMs;
      this.#fates.stop();
      this.#triggers.recover();
      this.#operators.enableAll();
      this.#note("faults stop");
    }
  }

  #whatIsLeft(): string {
    const { deliveriesQueue, deliveries } = this.cloud;
    const records = [...deliveries.records.values()].map(({ status }) => status);
    return `${deliveriesQueue.messages.size} messages, ${this.#lanes.executions.size} executions, records ${records.join(", ")}`;
  }

  #watch({ onLine, onCall }: SimulationWatch): void {
    if (onLine === undefined && onCall === undefined) {
      return;
    }
    this.cloud.scheduler.onCall = (task, name, fate, result) => {
      onCall?.(name, fate);
      if (onLine !== undefined) {
        const fault = fate === "reply" ? "" : ` FAULT ${fate}`;
        this.#note(`[${task.name}] ${name}${fault} → ${show(result)}`);
      }
    };
  }

  #note(line: string): void {
    if (this.#log !== undefined) {
      const seconds = ((this.cloud.scheduler.nowMs - this.#startMs) / 1000).toFixed(3);
      this.#log(`${String(this.#steps).padStart(5)} ${seconds.padStart(12)} s  ${line}`);
    }
  }
}

/** So many wasted receives bury a delivery; overruns and skewed clocks waste more than are counted, so that few do not tell. */
function burialNeeds({
  maxReceiveCount,
  renewFromReceive,
  overruns,
  clockSkewMs,
}: Scenario): number {
  const spare = maxReceiveCount - renewFromReceive;
  return overruns || clockSkewMs > 0 ? Math.min(1, Math.floor(spare / 10)) : spare;
}

function show(result: unknown): string {
  return (JSON.stringify(result) ?? "")
    .replaceAll(
      /"(eventId|webhookId|application|environment|eventType|deliveryId)":"[^"]*",?/gu,
      "",
    )
    .slice(0, 220);
}
