import { thisMachine, type Machine } from "../runtime/machine.ts";

/**
 * The records at work in this process. Calls that gather items are made as soon as no more items
 * can come; without a record at work, at once.
 */
export interface BatchScope {
  /** What calls wait with. */
  readonly machine: Machine;
  /** Runs one record of a batch. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Records that have not ended. */
  working(): number;
  /** Items that wait, for whichever call. */
  waiting(): number;
  /** So many items more wait; or fewer, below 0. */
  wait(items: number): void;
  /** Makes a kind of call known to the others. */
  register(kind: CallKind): void;
  /** Every record waits: all calls are made. */
  flushAll(): void;
}

/** Where the items of one kind of call wait. */
interface CallKind {
  /** A record ended: perhaps no more items can come. */
  readonly check: () => void;
  readonly flush: () => void;
}

/** A scope without records. */
export function makeBatchScope(machine: Machine = thisMachine): BatchScope {
  let working = 0;
  let waiting = 0;
  const kinds: CallKind[] = [];
  return {
    machine,
    async run(work) {
      working += 1;
      try {
        return await work();
      } finally {
        working -= 1;
        for (const { check } of kinds) check();
      }
    },
    working: () => working,
    waiting: () => waiting,
    wait(items) {
      waiting += items;
    },
    register: (kind) => void kinds.push(kind),
    flushAll() {
      for (const { flush } of kinds) flush();
    },
  };
}

/** How the items of one kind of call are gathered. */
export interface BatchCallsOptions<Item, Result> {
  readonly batch: BatchScope;
  /** Most items of one call: an AWS limit. */
  readonly most: number;
  /** Most bytes of one call, where AWS limits them. */
  readonly mostBytes?: number;
  readonly bytesOf?: (item: Item) => number;
  /**
   * Makes one call for many items: one result each, in their order. A rejected promise fails all of
   * them.
   */
  readonly call: (items: readonly Item[]) => Promise<readonly Result[]>;
}

/**
 * Longest time that an item waits for others, in milliseconds, while records of its batch are at
 * work. An SDK call costs as much CPU as ten POSTs, so a short wait pays; it delays no POST, only
 * the bookkeeping behind it.
 */
const LINGER_MS = 20;

interface Pending<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Turns many single calls into few calls for many. A call is made when it is full, when every
 * record at work waits, or after 20 ms; what is beyond a full call waits on. Each item gets its own
 * result.
 */
export function batchCalls<Item, Result>(
  options: BatchCallsOptions<Item, Result>,
): (item: Item) => Promise<Result> {
  const { batch, most, mostBytes = Infinity, bytesOf = () => 0, call } = options;
  let pending: Pending<Item, Result>[] = [];
  let stopTimer: (() => void) | undefined;
  let isChecking = false;

  /** @param least items of one call: fewer wait on for others */
  function flush(least = 1): void {
    stopTimer?.();
    stopTimer = undefined;
    while (pending.length >= least) {
      let count = 0;
      let bytes = 0;
      for (const { item } of pending) {
        bytes += bytesOf(item);
        if (count === most || (count > 0 && bytes > mostBytes)) break;
        count += 1;
      }
      const taken = pending.slice(0, count);
      pending = pending.slice(count);
      batch.wait(-count);
      void callFor(taken);
    }
  }

  async function callFor(taken: readonly Pending<Item, Result>[]): Promise<void> {
    try {
      const results = await call(taken.map(({ item }) => item));
      for (const [index, { resolve }] of taken.entries()) {
        resolve(results[index] as Result);
      }
    } catch (error) {
      for (const { reject } of taken) reject(error);
    }
  }

  /** After the current run of microtasks, so that records that move in step are all counted. */
  function check(): void {
    if (isChecking || pending.length === 0) return;
    isChecking = true;
    batch.machine.soon(() => {
      isChecking = false;
      if (batch.waiting() >= batch.working()) {
        batch.flushAll();
      } else if (pending.length >= most) {
        flush(most);
      }
      if (pending.length > 0) stopTimer ??= batch.machine.later(LINGER_MS, flush);
    });
  }

  batch.register({ check, flush });
  return (item) =>
    new Promise<Result>((resolve, reject) => {
      pending.push({ item, resolve, reject });
      batch.wait(1);
      check();
    });
}
