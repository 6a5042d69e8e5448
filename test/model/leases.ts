import { BEGINS_WITHIN_MS, leaseEndMs } from "../../lambdas/shared/domain/in-flight.ts";
import { Layout, type View, viewOf } from "./equipment/layout.ts";
import type { Move, System } from "./equipment/system.ts";

/*
 * The places of a webhook that allows so many requests at once: functions with clocks of their own
 * take one, send a request and give it back, while replies are lost and processes die. How long a
 * lease is, and how soon its request must begin, is the code's own
 * (lambdas/shared/domain/in-flight.ts).
 */

/** What is explored. */
export interface LeaseSettings {
  readonly functions: number;
  readonly places: number;
  /** The most that the clocks of two functions differ by, in ticks of two and a half seconds. */
  readonly skew: number;
  /** Lost replies, and as many crashes. @default 1 */
  readonly faults?: number;
  /** A rule that is taken away. */
  readonly without?: LeaseRule;
}

/** The rules of the places. */
export type LeaseRule =
  /** Whoever was refused its place does not send. */
  | "place"
  /** A place is taken only where its lease is over. */
  | "free"
  /** A request begins soon after its place was taken, or not at all. */
  | "begin"
  /** A lease is longer than the attempt, for its late beginning and the clocks. */
  | "margin"
  /** An attempt is two requests at most. */
  | "two requests"
  /** A place is given back by its holder alone. */
  | "holder"
  /** A write that comes twice finds the place its own. */
  | "own"
  /** A place is given back. */
  | "give back";

const TICK_MS = 2500;
/** Both requests of an attempt take a tick at most. */
const LONGEST_SECONDS = TICK_MS / 2000;
const LONGEST = 1;
const BEGIN = BEGINS_WITHIN_MS / TICK_MS;
/** A write takes no longer to reach the table. What does finds its lease too old to begin. */
const OLDEST = BEGIN + 1;
const LEASE = ticks(leaseEndMs(0, LONGEST_SECONDS));

function ticks(ms: number): number {
  return Math.floor(ms / TICK_MS);
}

const At = {
  idle: 0,
  /** The write that takes a place is under way. */
  asks: 1,
  /** It has a place, and will send: but how soon that is, nobody knows. */
  holds: 2,
  /** Its request is under way. */
  posts: 3,
  /** Its request goes on, and it is dead. */
  orphan: 4,
  /** The write that gives the place back is under way. */
  returns: 5,
} as const;

const FUNCTION = {
  at: { bits: 3 },
  place: { bits: 1 },
  /** How long ago it read its clock, or began its request. */
  age: { bits: 2 },
};
/** When its lease ends, in ticks from now on, by the clock of its holder; what is past is -1. */
const PLACE = { until: { bits: 4, least: -1 }, holder: { bits: 2 } };
const REST = { lostReply: { bits: 1 }, crash: { bits: 1 } };
const FunctionView = viewOf(FUNCTION);
const PlaceView = viewOf(PLACE);
const RestView = viewOf(REST);

interface LeaseState {
  readonly cells: Int16Array;
  readonly rest: View<typeof REST>;
  readonly functions: readonly View<typeof FUNCTION>[];
  readonly places: readonly View<typeof PLACE>[];
}

/** The transition system. */
export function leaseSystem(settings: LeaseSettings): System<LeaseState> {
  const { functions, places, skew, faults = 1, without } = settings;
  const layout = new Layout();
  const restAt = layout.add(REST);
  const functionsAt = Array.from({ length: functions }, () => layout.add(FUNCTION));
  const placesAt = Array.from({ length: places }, () => layout.add(PLACE));
  /** How far the clock of each is ahead: two that differ most, and what is in between. */
  const ahead = functionsAt.map((_, f) => Math.round((skew * f) / (functions - 1)));
  const lease = lengthWithout(without);

  /** The write reaches the table. @returns whether it took the place */
  function take(to: LeaseState, f: number): boolean {
    const [me, clock] = [to.functions[f] as View<typeof FUNCTION>, ahead[f] as number];
    const place = to.places[me.place] as View<typeof PLACE>;
    const isMine = place.holder === f + 1 && without !== "own";
    // It compares with the clock as it was read.
    const isFree = place.until === -1 || place.until < clock - me.age;
    if (!isFree && !isMine && without !== "free") return false;
    Object.assign(place, { until: Math.max(-1, clock - me.age + lease), holder: f + 1 });
    return true;
  }

  function giveBack(to: LeaseState, f: number): void {
    const place = to.places[(to.functions[f] as View<typeof FUNCTION>).place];
    const isMine = place?.holder === f + 1 || without === "holder";
    if (isMine && without !== "give back") Object.assign(place ?? {}, { until: -1, holder: 0 });
  }

  function passTime({ functions: all, places: each }: LeaseState): string {
    for (const place of each) place.until = Math.max(-1, place.until - 1);
    for (const one of all) {
      if (one.at !== At.idle && one.at !== At.returns) one.age = Math.min(OLDEST, one.age + 1);
    }
    return "time passes";
  }

  /** Nobody stands still over a write for long, and no request lasts longer than it may. */
  function mayWait({ at, age }: View<typeof FUNCTION>): boolean {
    if (at === At.asks) return age < OLDEST;
    return (at !== At.posts && at !== At.orphan) || age < LONGEST;
  }

  function moves({ functions: all, rest }: LeaseState, f: number, move: Move<LeaseState>) {
    const one = all[f] as View<typeof FUNCTION>;
    const step = (label: string, change: (to: LeaseState, me: typeof one) => void) => {
      move(1 + f, (to) => {
        change(to, to.functions[f] as typeof one);
        return `function ${f} ${label}`;
      });
    };
    /** The SDK repeats a write. */
    const repeat = (write: (to: LeaseState, f: number) => unknown) => {
      if (rest.lostReply === 0) return;
      step("loses the reply: the SDK repeats the write", (to) => {
        to.rest.lostReply -= 1;
        write(to, f);
      });
    };
    if (one.at !== At.idle && one.at !== At.orphan && rest.crash > 0) {
      step("dies", (to, me) => {
        to.rest.crash -= 1;
        for (const place of to.places) if (place.holder === f + 1) place.holder = 0;
        if (me.at === At.posts) me.at = At.orphan;
        else Object.assign(me, { at: At.idle, age: 0, place: 0 });
      });
    }
    switch (one.at) {
      case At.idle:
        for (const place of placesAt.keys()) {
          step(`asks for place ${place}`, (_to, me) => {
            Object.assign(me, { at: At.asks, place });
          });
        }
        break;
      case At.asks:
        step("is answered", (to, me) => {
          if (take(to, f) || without === "place") me.at = At.holds;
          else Object.assign(me, { at: At.idle, age: 0, place: 0 });
        });
        repeat(take);
        break;
      case At.holds:
        step("sends, if its place is good", (_to, me) => {
          const isGood = me.age <= BEGIN || without === "begin";
          Object.assign(me, { at: isGood ? At.posts : At.returns, age: 0 });
        });
        break;
      case At.posts:
        step("is done", (_to, me) => void Object.assign(me, { at: At.returns, age: 0 }));
        break;
      case At.orphan:
        step("is forgotten", (_to, me) => {
          Object.assign(me, { at: At.idle, age: 0, place: 0 });
        });
        break;
      case At.returns:
        step("gives its place back", (to, me) => {
          giveBack(to, f);
          Object.assign(me, { at: At.idle, place: 0 });
        });
        repeat(giveBack);
        break;
    }
  }

  return {
    layout,
    newState() {
      const cells = new Int16Array(layout.cells);
      return {
        cells,
        rest: new RestView(cells, restAt),
        functions: functionsAt.map((at) => new FunctionView(cells, at)),
        places: placesAt.map((at) => new PlaceView(cells, at)),
      };
    },
    begin({ cells, rest, places: each }) {
      cells.fill(0);
      Object.assign(rest, { lostReply: faults, crash: faults });
      for (const place of each) place.until = -1;
    },
    next(state, move) {
      if (state.functions.every(mayWait)) move(0, passTime);
      for (const f of state.functions.keys()) moves(state, f, move);
    },
    tidy: () => undefined,
    problem: (state) => problemOf(state),
    isEnded: () => true,
  };
}

function lengthWithout(rule: LeaseRule | undefined): number {
  if (rule === "margin") return ticks(2 * LONGEST_SECONDS * 1000);
  return rule === "two requests" ? ticks(leaseEndMs(0, LONGEST_SECONDS / 2)) : LEASE;
}

function problemOf({ functions, places, rest }: LeaseState): string | undefined {
  const posting = functions.filter(({ at }) => at === At.posts || at === At.orphan);
  if (posting.length > places.length) return "more requests at once than are allowed";
  // What a dead one had is taken until its lease ends.
  if (rest.crash === 0) return undefined;
  const isIdle = functions.every(({ at }) => at === At.idle);
  return isIdle && places.some(({ until }) => until >= 0)
    ? "a place is taken, and nobody has it"
    : undefined;
}
