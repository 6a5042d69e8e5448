import {
  EARLY_MS,
  isMet,
  type Limiter,
  type Take,
  taken,
  takeSlots,
  VALID_MS,
} from "../../lambdas/shared/domain/rate-limit.ts";
import { Layout, type View, viewOf } from "./equipment/layout.ts";
import type { Move, System } from "./equipment/system.ts";

/*
 * The limiter of a webhook alone: functions with clocks of their own take slots and send requests,
 * while replies are lost and processes die. What is decided between two calls is the code's own
 * (lambdas/shared/domain/rate-limit.ts). What a delivery without a slot does is the protocol's
 * defer.
 */

/** What is explored. */
export interface LimiterSettings {
  readonly functions: number;
  /** Ticks between two slots; a tick is half a second. */
  readonly interval: number;
  /** Slots that a function asks for at once. */
  readonly wanted: number;
  /** The most that the clocks of two functions differ by, in ticks. */
  readonly skew: number;
  /** A rule that is taken away. */
  readonly without?: LimiterRule;
}

/** The rules of the limiter. */
export type LimiterRule =
  /** Slots are taken before a request is sent. */
  | "slots"
  /** Those that begin at the clock do so only where none is taken behind it. */
  | "begin"
  /** Those that go on behind the others do so only if they are not too far ahead. */
  | "go on"
  /** The last of many is not too far ahead either. */
  | "last counts"
  /** A slot is good for a while only. */
  | "validity"
  /** A limiter is taken for that of a lower limit only when it is far ahead of any clock. */
  | "slack";

const TICK_MS = 500;
const EARLY = EARLY_MS / TICK_MS;
const VALID = VALID_MS / TICK_MS;
/**
 * A write takes no longer to reach the table. What does is refused, or its slots are good no more.
 */
const OLDEST = VALID + 1;

const At = {
  idle: 0,
  /** The write is under way. */
  asks: 1,
  /** It has slots, and will send: but how soon that is, nobody knows. */
  sends: 2,
} as const;

/** Times are ticks from now on; whatever is past is -1. */
const FUNCTION = {
  at: { bits: 2 },
  /** The next slot, as it saw the limiter last. */
  known: { bits: 4, least: -1 },
  /** How long ago it asked. */
  age: { bits: 2 },
  slots: { bits: 2 },
};
const REST = {
  /** The next slot. */
  next: { bits: 4, least: -1 },
  /** How much of what any window may hold is used: a request adds an interval, a tick takes one. */
  level: { bits: 5 },
  lostReply: { bits: 1 },
  crash: { bits: 1 },
};
const FunctionView = viewOf(FUNCTION);
const RestView = viewOf(REST);

interface LimiterState {
  readonly cells: Int16Array;
  readonly rest: View<typeof REST>;
  readonly functions: readonly View<typeof FUNCTION>[];
}

const NOW_MS = 1_700_000_000_000;
const limiterOf = (next: number): Limiter => ({
  nextUs: (NOW_MS + next * TICK_MS) * 1000,
  pausedUntilMs: 0,
});
const nextOf = ({ nextUs }: Limiter) => Math.max(-1, (nextUs / 1000 - NOW_MS) / TICK_MS);

/** The transition system. */
export function limiterSystem(settings: LimiterSettings): System<LimiterState> {
  const { functions, interval, wanted, skew, without } = settings;
  const layout = new Layout();
  const restAt = layout.add(REST);
  const functionsAt = Array.from({ length: functions }, () => layout.add(FUNCTION));
  const perSecond = 1000 / (interval * TICK_MS);
  /** How far the clock of each is ahead: two that differ most, and what is in between. */
  const ahead = functionsAt.map((_, f) => Math.round((skew * f) / (functions - 1)));

  /** What a function asks for that knows so much of the limiter. */
  function takeOf(known: number, clock: number): Take | undefined {
    const nowMs = NOW_MS + clock * TICK_MS;
    const latestUs = (nowMs + EARLY_MS) * 1000;
    if (without === "slack" && known > clock + EARLY) {
      const begin = takeSlots(undefined, wanted, perSecond, nowMs);
      return begin && { ...begin, borderUs: limiterOf(known).nextUs };
    }
    const take = takeSlots(limiterOf(known), wanted, perSecond, nowMs);
    if (take === undefined || without !== "last counts") return take;
    const lengthUs = wanted * interval * TICK_MS * 1000;
    return {
      ...take,
      count: wanted,
      lengthUs,
      ...(take.kind === "go_on" && { borderUs: latestUs }),
    };
  }

  function isAllowed(take: Take, limiter: Limiter): boolean {
    return (without === "begin" || without === "go on") && take.kind === without.replace(" ", "_")
      ? true
      : isMet(take, limiter);
  }

  /** The write reaches the table. @returns how many slots it took */
  function write({ rest }: LimiterState, known: number, clock: number): number {
    const take = takeOf(known, clock);
    const limiter = limiterOf(rest.next);
    if (take === undefined || !isAllowed(take, limiter)) return 0;
    rest.next = nextOf(taken(take, limiter));
    return take.count;
  }

  function passTime({ rest, functions: all }: LimiterState): string {
    rest.next = Math.max(-1, rest.next - 1);
    rest.level = Math.max(0, rest.level - 1);
    for (const one of all) {
      one.known = Math.max(-1, one.known - 1);
      if (one.at !== At.idle) one.age += 1;
    }
    return "time passes";
  }

  function moves({ functions: all, rest }: LimiterState, f: number, move: Move<LimiterState>) {
    const [one, clock] = [all[f] as View<typeof FUNCTION>, ahead[f] as number];
    const step = (label: string, change: (to: LimiterState, me: typeof one) => void) => {
      move(1 + f, (to) => {
        change(to, to.functions[f] as typeof one);
        return `function ${f} ${label}`;
      });
    };
    if (one.at !== At.idle && rest.crash > 0) {
      step("dies", (to, me) => {
        to.rest.crash -= 1;
        Object.assign(me, { at: At.idle, known: -1, age: 0, slots: 0 });
      });
    }
    switch (one.at) {
      case At.idle:
        if (takeOf(one.known, clock) === undefined) return;
        step("asks", (_to, me) => void (me.at = At.asks));
        break;
      case At.asks:
        step("is answered", (to, me) => {
          const slots = write(to, me.known, clock - me.age);
          me.known = to.rest.next;
          me.slots = without === "slots" ? wanted : slots;
          if (me.slots > 0) me.at = At.sends;
          else Object.assign(me, { at: At.idle, age: 0 });
        });
        if (rest.lostReply === 0) return;
        step("loses the reply: the SDK repeats the write", (to, me) => {
          to.rest.lostReply -= 1;
          write(to, me.known, clock - me.age);
        });
        break;
      case At.sends:
        step("sends, if its slots are good", (to, me) => {
          const isGood = me.age <= VALID || without === "validity";
          if (isGood) to.rest.level += me.slots * interval;
          Object.assign(me, { at: At.idle, slots: 0, age: 0 });
        });
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
      };
    },
    begin({ cells, rest, functions: all }) {
      cells.fill(0);
      Object.assign(rest, { next: -1, lostReply: 1, crash: 1 });
      for (const one of all) one.known = -1;
    },
    next(state, move) {
      if (state.functions.every(({ age }) => age < OLDEST)) move(0, passTime);
      for (const f of state.functions.keys()) moves(state, f, move);
    },
    tidy: () => undefined,
    problem: ({ rest: { level } }) =>
      level > EARLY + VALID + skew + interval ? "more requests than the limit allows" : undefined,
    isEnded: () => true,
  };
}
