import { thisMachine, type Machine } from "../runtime/machine.ts";

/** Who of a batch is still at work: lets calls that wait for company leave as soon as no more company can come. */
export interface Companions {
  /** What they wait with. */
  readonly machine: Machine;
  /** Records of the batch that have not ended. */
  working(): number;
  /** Items that wait in any of the coalescers. */
  waiting(): number;
  wait(items: number): void;
  /** Makes a kind of call known to the others. */
  enlist(stop: Stop): void;
  /** Everybody at work waits, for whichever call: all of them leave. */
  leaveTogether(): void;
}

/** Where the items of one kind of call wait. */
interface Stop {
  /** Somebody ended: perhaps no more company can come. */
  readonly check: () => void;
  readonly leave: () => void;
}

/** Keeps count of the records of the batches at work. */
export interface Crew extends Companions {
  /** Runs one record as a member of the crew. */
  join<T>(work: () => Promise<T>): Promise<T>;
}

/** Counts the records at work in this process. A crew of none makes every call leave at once. */
export function makeCrew(machine: Machine = thisMachine): Crew {
  let working = 0;
  let waiting = 0;
  const stops: Stop[] = [];
  return {
    machine,
    working: () => working,
    waiting: () => waiting,
    wait(items) {
      waiting += items;
    },
    enlist: (stop) => void stops.push(stop),
    leaveTogether() {
      for (const { leave } of stops) {
        leave();
      }
    },
    async join(work) {
      working += 1;
      try {
        return await work();
      } finally {
        working -= 1;
        for (const { check } of stops) {
          check();
        }
      }
    },
  };
}

/** How the items of one kind of call are gathered. */
export interface CoalesceOptions<Item, Result> {
  readonly crew: Companions;
  /** Most items of one call: an AWS limit. */
  readonly most: number;
  /** Most bytes of one call, where AWS limits them. */
  readonly mostBytes?: number;
  readonly bytesOf?: (item: Item) => number;
  /** Makes one call for many items: one result each, in their order. A rejected promise fails all of them. */
  readonly call: (items: readonly Item[]) => Promise<readonly Result[]>;
}

/**
 * Longest time that an item waits for company, in milliseconds, while others of its batch are still at work. An SDK call costs
 * as much CPU as ten POSTs, so a short wait pays; it delays no POST, only the bookkeeping behind it.
 */
const LINGER_MS = 20;

interface Pending<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Turns many single calls into few calls for many. An item leaves with its call when the call is full, when everybody at
 * work waits, or after 20 ms; what is beyond a full call waits on. Each gets its own result.
 */
export function coalesce<Item, Result>(
  options: CoalesceOptions<Item, Result>,
): (item: Item) => Promise<Result> {
  const { crew, most, mostBytes = Infinity, bytesOf = () => 0, call } = options;
  let pending: Pending<Item, Result>[] = [];
  let stopTimer: (() => void) | undefined;
  let isChecking = false;

  /** @param least of one call: fewer wait on for company */
  function leave(least = 1): void {
    stopTimer?.();
    stopTimer = undefined;
    while (pending.length >= least) {
      let count = 0;
      let bytes = 0;
      for (const { item } of pending) {
        bytes += bytesOf(item);
        if (count === most || (count > 0 && bytes > mostBytes)) {
          break;
        }
        count += 1;
      }
      const leaving = pending.slice(0, count);
      pending = pending.slice(count);
      crew.wait(-count);
      void callFor(leaving);
    }
  }

  async function callFor(leaving: readonly Pending<Item, Result>[]): Promise<void> {
    try {
      const results = await call(leaving.map(({ item }) => item));
      for (const [index, { resolve }] of leaving.entries()) {
        resolve(results[index] as Result);
      }
    } catch (error) {
      for (const { reject } of leaving) {
        reject(error);
      }
    }
  }

  /** After the current run of microtasks, so that records that move in step are all counted. */
  function check(): void {
    if (isChecking || pending.length === 0) {
      return;
    }
    isChecking = true;
    crew.machine.soon(() => {
      isChecking = false;
      if (crew.waiting() >= crew.working()) {
        crew.leaveTogether();
      } else if (pending.length >= most) {
        leave(most);
      }
      if (pending.length > 0) stopTimer ??= crew.machine.later(LINGER_MS, leave);
    });
  }

  crew.enlist({ check, leave });
  return (item) =>
    new Promise<Result>((resolve, reject) => {
      pending.push({ item, resolve, reject });
      crew.wait(1);
      check();
    });
}
