import { makeRandom, type Random } from "../../tools/virtual-aws/random.ts";
import type { RunningAnswer } from "../support/fakes/memory-lane-executions.ts";

/**
 * Faults and operators' moves that cost the bound of section 3 of the protocol something, each with
 * how many there are.
 */
export interface Faults {
  /** A process dies, or a call fails. */
  readonly crash: number;
  /** A call happens twice, since its first reply was lost. */
  readonly lostReply: number;
  /** SQS delivers a message again while it is in flight, or after it was deleted. */
  readonly duplicate: number;
  /** The bus hands the same publication of an event over once more. */
  readonly eventAgain: number;
  readonly resend: number;
  readonly cancel: number;
  /** The execution of a lane is stopped. */
  readonly dieExecution: number;
}

/** What one run is made of. Everything else is drawn from the same seed while it runs. */
export interface Scenario {
  readonly seed: number;
  readonly events: number;
  /** Events that are published at any moment, beside those at first. */
  readonly lateEvents: number;
  readonly webhooks: number;
  /** Invocations of deliver at once, and messages in each. */
  readonly workers: number;
  readonly batch: number;
  /** Attempts of a schedule. */
  readonly attempts: number;
  /** The delay of the schedule itself, in seconds. */
  readonly plainSeconds: number;
  /** Delays that receivers ask for, in seconds: holds, delays, parks. */
  readonly waitSeconds: readonly number[];
  readonly successChance: number;
  readonly goneChance: number;
  readonly faults: Faults;
  /** Share of calls that meet with a fault while there are some left. */
  readonly faultChance: number;
  /** Times that a webhook is disabled, and enabled again. */
  readonly disables: number;
  readonly deletesWebhook: boolean;
  /** Times that a lane is woken beside those that its webhook is enabled. */
  readonly wakes: number;
  /** Times that an event is published again. */
  readonly republishes: number;
  readonly sweeps: boolean;
  /** A lane that nothing waits in is forgotten so long after its last park. */
  readonly laneKeptSeconds: number;
  /**
   * The run goes on until every lane is forgotten; only then operators may come back to what has
   * ended.
   */
  readonly outlivesLanes: boolean;
  /** Wakes until a lane hands over to the next generation. */
  readonly mostWakes: number;
  /** Webhooks of one slice of an event, and of an event without. */
  readonly sliceSize: number;
  /** Which instances of deliver park under four keys of a lane: some, while that is being set. */
  readonly spreadsLanes: "none" | "some" | "all";
  /** Deliveries of one page of a release. */
  readonly pageSize: number;
  readonly maxReceiveCount: number;
  readonly renewFromReceive: number;
  readonly functionTimeoutSeconds: number;
  readonly visibilityTimeoutSeconds: number;
  /**
   * Time passes in steps of so long, and everything lasts a multiple of it, so that all that can
   * meet does meet: the model's ticks. 0: time flows, and waits are what they are in production.
   */
  readonly tickSeconds: number;
  readonly holdMaxSeconds: number;
  /** Workers may live longer than the visibility timeout; the bound is not asked for then. */
  readonly overruns: boolean;
  readonly indexLagSeconds: number;
  readonly clockSkewMs: number;
  readonly runningAnswer: RunningAnswer;
  /** So often deliver is not called for so long, while messages wait. */
  readonly outages: number;
  readonly outageSeconds: number;
  /**
   * So often some partitions of the tables throttle reads, writes or both, for so long: it must
   * cost nothing.
   */
  readonly throttles: number;
  readonly throttleSeconds: number;
  /** Share of partitions that have no room meanwhile. */
  readonly throttleShare: number;
  /** Steps after which faults stop, at the latest. */
  readonly stepsOfFaults: number;
  /** Share of requests that are answered late, or never in time: the receiver hangs, or drips. */
  readonly slowChance: number;
  /** TTL takes a terminal record long before its time, once no first message of it is left. */
  readonly takesEndedRecords: boolean;
  /**
   * So often all queues lose all they hold; the repair runs then until nothing is lost any more.
   */
  readonly queueLosses: number;
  /** So often the repair runs where nothing was lost. */
  readonly repairs: number;
  /** What is due for so long has no message, as the repair sees it. */
  readonly overdueSeconds: number;
  /** How each webhook stands at first; `undefined`: there is one pool. */
  readonly standings: "proved" | "unproven" | "slow" | undefined;
  /**
   * Whether fan-out sends to the pool that it takes for the serving one; if not, all goes to the
   * quick one.
   */
  readonly isFanOutTold: boolean;
  /** So often the standing of a webhook turns by itself: whoever has read it before is wrong. */
  readonly turns: number;
  /** Requests a second that each webhook allows; `undefined`: nothing limits them. */
  readonly rateLimit: number | undefined;
  /** Requests at once that each webhook allows; `undefined` likewise. */
  readonly maxInFlight: number | undefined;
  /** Whether the breaker serves the webhooks. */
  readonly isGuarded: boolean;
  /** So often it finds a receiver down, whatever that did. */
  readonly downs: number;
  /** So often it recovers, whatever was known of it. */
  readonly recoveries: number;
  /** How often one process is left standing at a call while the others go on. */
  readonly stallChance: number;
  /** The calls that it is left standing at; any by default. */
  readonly stallsAt?: readonly string[];
  /** How often a process takes its time between two calls. */
  readonly dawdle: number;
}

const NO_FAULTS: Faults = {
  crash: 0,
  lostReply: 0,
  duplicate: 0,
  eventAgain: 0,
  resend: 0,
  cancel: 0,
  dieExecution: 0,
};

/** Crashes have the most ways to hurt, so they come most often. */
const FAULT_DRAW: readonly (keyof Faults)[] = [
  "crash",
  "crash",
  "crash",
  "lostReply",
  "lostReply",
  "duplicate",
  "duplicate",
  "eventAgain",
  "resend",
  "resend",
  "cancel",
  "dieExecution",
];

/** Most of what can go wrong with a schedule does within three attempts. */
const ATTEMPTS = [1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 5];
const HOLDS = [1, 3, 5, 8];
const DELAYS = [9, 300, 900];
const PARKS = [901, 1500, 3600];
/** Half of the horizon, as in the model. */
const TICK_SECONDS = 450;
/**
 * As long as a lane without a heartbeat is taken for alive, which is the least; and the day of the
 * deployed sweep.
 */
const LANE_KEPT_SECONDS = [2700, 7200, 86_400];
/** Ten days. */
const LONG_OUTAGE_SECONDS = 864_000;

const KINDS = [...Array<"few">(18).fill("few"), "many", "burial"] as const;

/**
 * Up to three faults of any kind, mostly; seldom a dozen; and seldom crashes, of messages that may
 * be received twice.
 */
function drawFaults(
  random: Random,
): Pick<Scenario, "faults" | "maxReceiveCount" | "renewFromReceive"> {
  const kind = random.pick(KINDS);
  if (kind === "burial") {
    const faults = { ...NO_FAULTS, crash: 9, lostReply: 1 };
    return { faults, maxReceiveCount: 2, renewFromReceive: 1 };
  }
  const maxReceiveCount = random.pick(kind === "few" ? [6, 20, 100] : [20, 100]);
  const faults: Record<keyof Faults, number> = { ...NO_FAULTS };
  const count = kind === "few" ? random.pick([0, 1, 1, 1, 2, 2, 3]) : 12;
  for (let index = 0; index < count; index += 1) {
    faults[random.pick(FAULT_DRAW)] += 1;
  }
  return { faults, maxReceiveCount, renewFromReceive: Math.ceil(maxReceiveCount / 5) };
}

/**
 * Whether what was drawn needs the sweep, which alone finds a delivery whose lane died, whose
 * resend died, or whose last message was redriven while it was parked.
 */
function needsSweep({
  faults,
  maxReceiveCount,
}: Pick<Scenario, "faults" | "maxReceiveCount">): boolean {
  return faults.dieExecution > 0 || faults.resend > 0 || maxReceiveCount < 20;
}

/** A hold, a delay or a park each, or some of them. */
function drawWaits(random: Random, kinds: readonly (readonly number[])[]): number[] {
  const chosen = kinds.filter(() => random.chance(0.6));
  return (chosen.length === 0 ? kinds : chosen).map((kind) => random.pick(kind));
}

/**
 * A backlog of a quarter or half an hour, which lets late things meet; or, seldom, ten days: less
 * than SQS keeps a message.
 */
function drawOutages(random: Random) {
  const isLong = random.chance(0.02);
  return {
    outages: isLong ? 1 : random.pick([0, 0, 0, 1, 3]),
    outageSeconds: isLong ? LONG_OUTAGE_SECONDS : random.pick([TICK_SECONDS, 2 * TICK_SECONDS]),
  };
}

/**
 * Throttles last seconds or minutes, as long as no table is throttled for hours; and in ticks
 * nothing takes a second.
 */
function drawSlowness(random: Random, isTicking: boolean) {
  return {
    throttles: isTicking ? 0 : random.pick([0, 0, 0, 0, 1, 2]),
    throttleSeconds: random.pick([2, 60, 900]),
    throttleShare: 0.5,
    slowChance: isTicking ? 0 : random.pick([0, 0, 0, 0.1, 0.5]),
  };
}

const NO_REPAIRS = { overdueSeconds: 3600, queueLosses: 0, repairs: 0 } as const;

/**
 * Seldom: queues that were lost, or a repair that nobody needed; with faults that the repair has a
 * good part of. What it parks is for the sweep to find.
 */
function drawRepairs(random: Random) {
  if (!random.chance(0.08)) {
    return NO_REPAIRS;
  }
  return {
    overdueSeconds: random.pick([3600, 86_400]),
    queueLosses: random.pick([0, 1, 1, 1]),
    repairs: 1,
    faults: { ...NO_FAULTS, crash: random.pick([0, 2, 4, 8]), lostReply: random.pick([0, 1]) },
    faultChance: random.pick([0.005, 0.02]),
    successChance: random.pick([0, 0.3]),
    sweeps: true,
    overruns: false,
  };
}

const ONE_POOL = { standings: undefined, turns: 0, isFanOutTold: false } as const;

/** Two of five runs have several pools. */
function drawPools(random: Random): Pick<Scenario, "standings" | "turns" | "isFanOutTold"> {
  if (random.chance(0.6)) return ONE_POOL;
  return {
    standings: random.pick(["proved", "proved", "unproven", "slow"] as const),
    turns: random.pick([0, 1, 2, 4]),
    isFanOutTold: random.chance(0.5),
  };
}

/** Some of the runs in which time flows have a limit that one or two deliveries meet with. */
function drawLimit(
  random: Random,
  isTicking: boolean,
): Pick<Scenario, "rateLimit" | "maxInFlight"> {
  const isLimited = !isTicking && random.chance(0.08);
  const rateLimit = isLimited ? random.pick([0.02, 0.2, 1]) : undefined;
  const maxInFlight = isLimited && random.chance(0.3) ? 1 : undefined;
  return {
    rateLimit: random.chance(0.5) || maxInFlight === undefined ? rateLimit : undefined,
    maxInFlight,
  };
}

const UNGUARDED = { isGuarded: false, downs: 0, recoveries: 0 } as const;

/** A fifth of the runs have a breaker. */
function drawBreaker(random: Random): Pick<Scenario, "isGuarded" | "downs" | "recoveries"> {
  if (random.chance(0.8)) return UNGUARDED;
  return {
    isGuarded: true,
    downs: random.pick([0, 1, 1, 2, 4]),
    recoveries: random.pick([0, 0, 1, 2]),
  };
}

/** What is given by whether time flows or ticks. */
function drawTiming(random: Random, isTicking: boolean) {
  if (isTicking) {
    return {
      tickSeconds: TICK_SECONDS,
      holdMaxSeconds: TICK_SECONDS,
      waitSeconds: drawWaits(random, [[TICK_SECONDS], [2 * TICK_SECONDS], [3 * TICK_SECONDS]]),
      functionTimeoutSeconds: random.pick([1, TICK_SECONDS]),
      visibilityTimeoutSeconds: 2 * TICK_SECONDS,
      indexLagSeconds: random.pick([0, 1, TICK_SECONDS + 1]),
      clockSkewMs: 0,
    };
  }
  const functionTimeoutSeconds = random.pick([10, 60, 300]);
  return {
    tickSeconds: 0,
    holdMaxSeconds: 8,
    waitSeconds: drawWaits(random, [HOLDS, DELAYS, PARKS]),
    functionTimeoutSeconds,
    visibilityTimeoutSeconds: 6 * functionTimeoutSeconds,
    indexLagSeconds: random.pick([0, 0, 0, 1, 1, 60, 60, 800]),
    clockSkewMs: random.pick([0, 0, 0, 1000]),
  };
}

/**
 * The scenario of a seed, small on purpose: one or two deliveries and few faults find most.
 * @param focus what is asked for instead of drawn
 */
export function scenarioOf(seed: number, focus: Focus = {}): Scenario {
  const random = makeRandom(seed);
  const faults = drawFaults(random);
  const timing = drawTiming(random, focus.ticks ?? random.chance(0.5));
  const drawn: Scenario = {
    seed,
    events: random.chance(0.1) ? 2 : 1,
    lateEvents: 0,
    webhooks: random.chance(0.12) ? 2 : 1,
    workers: random.pick([2, 2, 3]),
    batch: random.pick([1, 1, 2]),
    attempts: random.pick(ATTEMPTS),
    plainSeconds: 1,
    successChance: random.pick([0, 0.1, 0.3, 0.6, 0.6]),
    goneChance: random.pick([0, 0, 0, 0.1]),
    ...faults,
    faultChance: random.pick([0.02, 0.05, 0.2]),
    disables: random.pick([0, 0, 0, 1, 2]),
    deletesWebhook: random.chance(0.05),
    stepsOfFaults: 1500,
    sweeps: needsSweep(faults) || random.chance(0.7),
    mostWakes: random.pick([3, 4, 2000]),
    sliceSize: seed % 2 === 0 ? 1 : 50,
    spreadsLanes: (["some", "all"] as const)[seed % 5] ?? "none",
    pageSize: random.pick([1, 1, 2, 1000]),
    overruns: random.chance(0.06),
    runningAnswer: random.pick(["started", "started", "already_ended"]),
    ...drawOutages(random),
    takesEndedRecords: false,
    ...timing,
    stallChance: random.pick([0, 0.02, 0.1]),
    dawdle: random.pick([0.02, 0.1, 0.3]),
    laneKeptSeconds: random.pick(LANE_KEPT_SECONDS),
    outlivesLanes: random.chance(0.3),
    ...drawSlowness(random, timing.tickSeconds > 0),
    wakes: random.pick([0, 0, 0, 1, 3]),
    republishes: random.pick([0, 0, 0, 1, 2]),
    // Where to look was said: there only if it was named.
    ...(Object.keys(focus).length === 0
      ? {
          ...drawRepairs(makeRandom(~seed)),
          ...drawPools(makeRandom(seed ^ 0x2545f491)),
          ...drawLimit(makeRandom(seed ^ 0x6c078965), timing.tickSeconds > 0),
          ...drawBreaker(makeRandom(seed ^ 0x1b873593)),
        }
      : { ...NO_REPAIRS, ...ONE_POOL, ...UNGUARDED, rateLimit: undefined, maxInFlight: undefined }),
  };
  const { faults: focusFaults, ticks: _ticks, ...rest } = focus;
  const { functionTimeoutSeconds = 0 } = focus;
  return {
    ...drawn,
    visibilityTimeoutSeconds: Math.max(drawn.visibilityTimeoutSeconds, 2 * functionTimeoutSeconds),
    ...rest,
    faults: focusFaults === undefined ? drawn.faults : { ...NO_FAULTS, ...focusFaults },
  };
}

/** A part of a scenario that is given instead of drawn; faults that are not named are none then. */
export type Focus = Partial<Omit<Scenario, "seed" | "faults">> & {
  readonly faults?: Partial<Faults>;
  readonly ticks?: boolean;
};
