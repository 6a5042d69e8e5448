import type { Breaker } from "../../lambdas/shared/domain/breaker.ts";
import {
  EARLY_MS,
  isMet,
  type Limiter,
  taken,
  takeSlots,
  VALID_MS,
} from "../../lambdas/shared/domain/rate-limit.ts";
import {
  afterLook,
  backlogShare,
  FIRST_PACE,
  isLookDue,
  isLookGood,
  limitOfNew,
  LOOK_SECONDS,
  paceAfterFailure,
} from "../../lambdas/shared/domain/recovery.ts";
import { Layout, type View, viewOf } from "./equipment/layout.ts";
import type { Move, System } from "./equipment/system.ts";

/*
 * The pace of a receiver that comes back, alone: its lane looks whenever somebody wakes it, in two
 * executions at once, and a function attempts what is new, while attempts fail, replies are lost
 * and processes die. What is decided between two calls is the code's own
 * (lambdas/shared/domain/recovery.ts). What gets no slot is the protocol's defer.
 */

/** The rules of the pace. */
export type RecoveryRule =
  /** L2: a lane releases once in the time of a look, however often it looks. */
  | "lookDue"
  /** L2: a look is noted only where the breaker is as it was read. */
  | "lookCondition"
  /** L2: it is noted first, and releases then. */
  | "lookFirst"
  /** L2: the lane releases half of the pace. */
  | "half"
  /** L2: what was decided long ago is not released. */
  | "lookGood"
  /** K1: what is new takes a slot. */
  | "slots"
  /** K1: its slots are half of the pace. */
  | "newHalf";

/** What may go wrong, in each kind at most so often. */
export interface RecoverySettings {
  readonly crashes: number;
  readonly lostReplies: number;
  readonly failures: number;
  readonly without?: RecoveryRule;
}

const TICK_MS = 1000;
/** Its webhook allows so many in the time of a look: the pace doubles once. */
const MOST_PACE = 2 * FIRST_PACE;
/** A request, in the units that a half of the pace loses in a tick. */
const REQUEST = LOOK_SECONDS;
const MOST_HALF = MOST_PACE / 2;
/** What a call may be behind what it was decided by, in ticks. */
const OLDEST = 1;
/** A look may come a second early, and the release after it late. */
const MOST_OLD = MOST_HALF * (LOOK_SECONDS + 1 + OLDEST);
const OLDEST_LOOK = 3;
/** A slot is taken early, and used late; the pace may have been read a little before. */
const MOST_NEW = MOST_HALF * ((EARLY_MS + VALID_MS) / TICK_MS + OLDEST) + REQUEST;
/** Longer ago than anybody asks counts as the same. */
const LONG = { look: LOOK_SECONDS, pace: 5 };

const At = { idle: 0, asks: 1, acts: 2 } as const;

const LANE = {
  /** It found that it may look, and notes it (asks); it did, and releases (acts). */
  at: { bits: 2 },
  /** The breaker is as it read it. */
  fresh: { bits: 1 },
  /** Whether the pace is twice the first: as it read it, and then as it is noted. */
  twice: { bits: 1 },
  /** Since it found that it may look. */
  age: { bits: 2 },
};
const FUNCTION = { at: { bits: 2 }, twice: { bits: 1 }, age: { bits: 2 } };
const REST = {
  twice: { bits: 1 },
  /** Whether it was at the last look. */
  twiceAtLook: { bits: 1 },
  /** Ticks since a lane released, by what it noted, and since the pace was changed. */
  looked: { bits: 4, least: -1 },
  paced: { bits: 3 },
  /** The next slot of what is new, in ticks from now; past: -1. */
  next: { bits: 4, least: -1 },
  /**
   * How much of what any window may hold is used: by what the lane released, and by what is new.
   */
  old: { bits: 9 },
  new: { bits: 6 },
  crashes: { bits: 2 },
  lostReplies: { bits: 2 },
  failures: { bits: 2 },
};
const LaneView = viewOf(LANE);
const FunctionView = viewOf(FUNCTION);
const RestView = viewOf(REST);

interface RecoveryState {
  readonly cells: Int16Array;
  readonly rest: View<typeof REST>;
  readonly lanes: readonly View<typeof LANE>[];
  readonly one: View<typeof FUNCTION>;
}

const NOW_MS = 1_700_000_000_000;
const paceOf = (twice: number) => (twice === 1 ? MOST_PACE : FIRST_PACE);
const limiterOf = (next: number): Limiter => ({
  nextUs: (NOW_MS + next * TICK_MS) * 1000,
  pausedUntilMs: 0,
});

function breakerOf(twice: number, { looked, paced }: View<typeof REST>): Breaker {
  return {
    state: "recovering",
    sinceMs: 0,
    probedAtMs: 0,
    probedType: "",
    probes: 0,
    scheduleMs: 0,
    pace: paceOf(twice),
    pacedAtMs: NOW_MS - paced * TICK_MS,
    releasedAtMs: NOW_MS - looked * TICK_MS,
    version: 0,
  };
}

/** The transition system. */
export function recoverySystem(settings: RecoverySettings): System<RecoveryState> {
  const { crashes, lostReplies, failures, without } = settings;
  const layout = new Layout();
  const restAt = layout.add(REST);
  const lanesAt = [layout.add(LANE), layout.add(LANE)];
  const oneAt = layout.add(FUNCTION);

  function passTime({ rest, lanes, one }: RecoveryState): string {
    rest.looked = Math.min(LONG.look, rest.looked + 1);
    rest.paced = Math.min(LONG.pace, rest.paced + 1);
    rest.next = Math.max(-1, rest.next - 1);
    rest.old = Math.max(0, rest.old - paceOf(rest.twiceAtLook) / 2);
    rest.new = Math.max(0, rest.new - paceOf(rest.twice) / 2);
    for (const lane of lanes) if (lane.at !== At.idle) lane.age += 1;
    if (one.at !== At.idle) one.age += 1;
    return "time passes";
  }

  /** The breaker is written: whoever read it before is refused. */
  function written({ rest, lanes }: RecoveryState, twice: number): void {
    if (twice !== rest.twice) rest.paced = 0;
    rest.twice = twice;
    for (const lane of lanes) lane.fresh = 0;
  }

  function note(to: RecoveryState, lane: View<typeof LANE>): boolean {
    if (lane.fresh === 0 && without !== "lookCondition") return false;
    const decidedAtMs = NOW_MS - lane.age * TICK_MS;
    const next = afterLook(breakerOf(lane.twice, to.rest), "due", decidedAtMs, MOST_PACE);
    if (next === undefined) return false;
    const twice = next.pace === MOST_PACE ? 1 : 0;
    written(to, twice);
    to.rest.looked = Math.max(-1, (NOW_MS - next.releasedAtMs) / TICK_MS);
    to.rest.twiceAtLook = twice;
    lane.twice = twice;
    return true;
  }

  function release(to: RecoveryState, lane: View<typeof LANE>): void {
    const breaker = breakerOf(lane.twice, to.rest);
    to.rest.old += (without === "half" ? breaker.pace : backlogShare(breaker)) * REQUEST;
  }

  function moveLane(state: RecoveryState, k: number, move: Move<RecoveryState>): void {
    const lane = state.lanes[k] as View<typeof LANE>;
    const { rest } = state;
    const step = (label: string, change: (to: RecoveryState, me: typeof lane) => void) =>
      move(1, (to) => {
        change(to, to.lanes[k] as typeof lane);
        return `lane ${k} ${label}`;
      });
    const ends = { at: At.idle, fresh: 0, twice: 0, age: 0 };
    if (lane.at !== At.idle && rest.crashes > 0) {
      step("dies", (to, me) => {
        to.rest.crashes -= 1;
        Object.assign(me, ends);
      });
    }
    switch (lane.at) {
      case At.idle:
        if (!isLookDue(breakerOf(rest.twice, rest), NOW_MS) && without !== "lookDue") return;
        step("may look", (to, me) => {
          Object.assign(me, { at: At.asks, fresh: 1, twice: to.rest.twice });
          if (without === "lookFirst") release(to, me);
        });
        break;
      case At.asks:
        step("notes its look", (to, me) => {
          if (note(to, me) && without !== "lookFirst") me.at = At.acts;
          else Object.assign(me, ends);
        });
        if (rest.lostReplies === 0) return;
        step("notes its look, the reply is lost, and the repetition refused", (to, me) => {
          to.rest.lostReplies -= 1;
          note(to, me);
          Object.assign(me, ends);
        });
        break;
      case At.acts:
        step("releases, if its look is good", (to, me) => {
          const isGood = isLookGood(NOW_MS - me.age * TICK_MS, NOW_MS);
          if (isGood || without === "lookGood") release(to, me);
          Object.assign(me, ends);
        });
        break;
    }
  }

  function takeOf({ rest }: RecoveryState, twice: number, age: number) {
    const { newPerSecond = 0 } = limitOfNew(breakerOf(twice, rest), undefined) ?? {};
    const perSecond = without === "newHalf" ? newPerSecond * 2 : newPerSecond;
    return takeSlots(limiterOf(rest.next), 1, perSecond, NOW_MS - age * TICK_MS);
  }

  function moveFunction(state: RecoveryState, move: Move<RecoveryState>): void {
    const { one, rest } = state;
    const step = (label: string, change: (to: RecoveryState) => void) =>
      move(2, (to) => {
        change(to);
        return `the function ${label}`;
      });
    const ends = { at: At.idle, twice: 0, age: 0 };
    switch (one.at) {
      case At.idle:
        step("has something new", (to) => {
          Object.assign(to.one, { at: At.asks, twice: to.rest.twice });
        });
        break;
      case At.asks:
        step("takes a slot, or puts it off", (to) => {
          const take = takeOf(to, to.one.twice, to.one.age);
          if (without === "slots" || (take && isMet(take, limiterOf(to.rest.next)))) {
            to.one.at = At.acts;
            to.one.age = 0;
            if (take === undefined) return;
            const { nextUs } = taken(take, limiterOf(to.rest.next));
            to.rest.next = Math.max(-1, (nextUs / 1000 - NOW_MS) / TICK_MS);
          } else Object.assign(to.one, ends);
        });
        break;
      case At.acts:
        step("sends, if its slot is good", (to) => {
          if (to.one.age <= VALID_MS / TICK_MS) to.rest.new += REQUEST;
          Object.assign(to.one, ends);
        });
        break;
    }
    if (rest.failures === 0) return;
    const seen = { attempts: 10, failed: 5, lastTen: 0b1_1111 };
    const breaker = breakerOf(rest.twice, rest);
    const paced = paceAfterFailure(breaker, seen, NOW_MS);
    if (paced === undefined || paced === breaker) return;
    step("sees half of its attempts fail", (to) => {
      to.rest.failures -= 1;
      written(to, 0);
      to.rest.paced = 0;
    });
  }

  return {
    layout,
    newState() {
      const cells = new Int16Array(layout.cells);
      return {
        cells,
        rest: new RestView(cells, restAt),
        lanes: lanesAt.map((at) => new LaneView(cells, at)),
        one: new FunctionView(cells, oneAt),
      };
    },
    begin({ cells, rest }) {
      cells.fill(0);
      Object.assign(rest, { looked: LONG.look, next: -1, crashes, lostReplies, failures });
    },
    next(state, move) {
      const { lanes, one } = state;
      const isFast = one.at === At.idle || one.age < OLDEST;
      if (isFast && lanes.every(({ age }) => age < OLDEST_LOOK)) move(0, passTime);
      for (const k of lanes.keys()) moveLane(state, k, move);
      moveFunction(state, move);
    },
    tidy: () => undefined,
    problem({ rest }) {
      // What came early and late at twice the pace is more at the pace.
      const before = (failures - rest.failures) * MOST_HALF;
      if (rest.old > MOST_OLD + before) return "more of what waits than half of the pace";
      return rest.new > MOST_NEW + before ? "more of what is new than half of the pace" : undefined;
    },
    isEnded: () => true,
  };
}
