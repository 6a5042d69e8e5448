import { Heap } from "./heap.ts";

/** What the order of messages depends on. */
interface Ordered {
  readonly number: number;
  readonly groupId: string | undefined;
}

interface Showing {
  readonly message: Ordered;
}

/**
 * The visible messages of a queue, those sent first first. In a fair queue, a group that holds more
 * than its even share of what is in flight waits for the groups that do not; AWS does not say from
 * where on it takes a group to be noisy.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
 */
export class ReadyMessages<Entry extends Showing> {
  readonly #isFair: boolean;
  readonly #groups = new Map<string, Heap<Entry>>();
  readonly #inFlight = new Map<string, number>();
  #allInFlight = 0;

  constructor(isFair: boolean) {
    this.#isFair = isFair;
  }

  add(entry: Entry): void {
    const name = this.#groupOf(entry.message);
    const group = this.#groups.get(name) ?? new Heap<Entry>(isEarlier);
    this.#groups.set(name, group);
    group.push(entry);
  }

  /** Takes everything out. */
  clear(): Entry[] {
    const all = Array.from(this.#groups.values(), (group) => group.clear()).flat();
    this.#groups.clear();
    return all;
  }

  /** A message was received, … */
  tookOff(message: Ordered): void {
    this.#count(message, 1);
  }

  /** … and now is deleted or visible again. */
  landed(message: Ordered): void {
    this.#count(message, -1);
  }

  /** The next to be received; those are dropped on the way that are no more what `isStill` asks. */
  next(isStill: (entry: Entry) => boolean): Entry | undefined {
    const evenShare = this.#isFair ? this.#evenShare() : Infinity;
    let [quiet, noisy]: (Entry | undefined)[] = [];
    for (const [name, group] of this.#groups) {
      while (group.first !== undefined && !isStill(group.first)) group.pop();
      const { first } = group;
      if (first === undefined) this.#groups.delete(name);
      else if ((this.#inFlight.get(name) ?? 0) > evenShare) noisy = earlier(first, noisy);
      else quiet = earlier(first, quiet);
    }
    return quiet ?? noisy;
  }

  #evenShare(): number {
    const groups = new Set([...this.#inFlight.keys(), ...this.#groups.keys()]).size;
    return this.#allInFlight / groups;
  }

  #count(message: Ordered, change: number): void {
    const name = this.#groupOf(message);
    const count = (this.#inFlight.get(name) ?? 0) + change;
    if (count === 0) this.#inFlight.delete(name);
    else this.#inFlight.set(name, count);
    this.#allInFlight += change;
  }

  #groupOf({ groupId = "" }: Ordered): string {
    return this.#isFair ? groupId : "";
  }
}

function isEarlier(one: Showing, other: Showing): boolean {
  return one.message.number < other.message.number;
}

function earlier<Entry extends Showing>(one: Entry, other: Entry | undefined): Entry {
  return other === undefined || isEarlier(one, other) ? one : other;
}
