import type { Access, Throttle } from "../../local/virtual-aws/dynamodb/capacity.ts";
import type { Random } from "../../local/virtual-aws/random.ts";
import type { Scenario } from "./scenario.ts";

/** Which accesses one spell throttles. */
const KINDS = [["read"], ["write"], ["read", "write"]] as const;

/**
 * Spells in which some partitions of the tables and their indexes throttle, while the others have
 * room.
 */
export class Throttles {
  readonly #random: Random;
  readonly #now: () => number;
  readonly #durationMs: number;
  #left: number;
  #untilMs = 0;
  #kinds: readonly Access["kind"][] = [];
  #partitions = new Map<string, boolean>();
  /** Told of each access that is refused. */
  onThrottle: () => void = () => undefined;

  constructor(scenario: Scenario, random: Random, now: () => number) {
    this.#random = random;
    this.#now = now;
    this.#left = scenario.throttles;
    this.#durationMs = scenario.throttleSeconds * 1000;
  }

  /** Perhaps a spell begins. @returns whether it does */
  begin(): boolean {
    if (this.#left === 0 || this.#now() < this.#untilMs || !this.#random.chance(0.1)) return false;
    this.#left -= 1;
    this.#untilMs = this.#now() + this.#durationMs;
    this.#kinds = this.#random.pick(KINDS);
    this.#partitions = new Map();
    return true;
  }

  /** There is room for everything again, and from now on. */
  stop(): void {
    this.#left = 0;
    this.#untilMs = 0;
  }

  /** When the present spell ends. */
  get untilMs(): number {
    return this.#untilMs;
  }

  readonly throttle: Throttle = ({ table, index, partitionKey, kind }) => {
    if (this.#untilMs <= this.#now() || !this.#kinds.includes(kind)) return false;
    const name = `${table} ${index ?? ""} ${partitionKey}`;
    const isBusy = this.#partitions.get(name) ?? this.#random.chance(0.5);
    this.#partitions.set(name, isBusy);
    if (isBusy) this.onThrottle();
    return isBusy;
  };
}
