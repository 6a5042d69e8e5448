import {
  BatchExecuteStatementCommand,
  type BatchExecuteStatementCommandOutput,
} from "@aws-sdk/client-dynamodb";

import type { Access, Throttle } from "../../tools/virtual-aws/dynamodb/capacity.ts";
import type { Random } from "../../tools/virtual-aws/random.ts";
import type { Scenario } from "./scenario.ts";

/** Which accesses one spell throttles. */
const KINDS = [["read"], ["write"], ["read", "write"]] as const;
/** Share of statements that are done in a spell, and said not to be. */
const HIDDEN_CHANCE = 0.2;

/**
 * Spells in which some partitions of the tables and their indexes throttle, while the others have
 * room.
 */
export class Throttles {
  readonly #scenario: Scenario;
  readonly #random: Random;
  readonly #now: () => number;
  #left: number;
  #untilMs = 0;
  #kinds: readonly Access["kind"][] = [];
  #partitions = new Map<string, boolean>();
  /** Spells so far. */
  begun = 0;
  /** From the end of a spell that was over to the first write of a delivery, in milliseconds. */
  recoveredInMs: number | undefined;

  constructor(scenario: Scenario, random: Random, now: () => number) {
    this.#scenario = scenario;
    this.#random = random;
    this.#now = now;
    this.#left = scenario.throttles;
  }

  /** Perhaps a spell begins. @returns whether it does */
  begin(): boolean {
    if (this.#left === 0 || this.isSpell || !this.#random.chance(0.1)) return false;
    this.#left -= 1;
    this.begun += 1;
    this.#untilMs = this.#now() + this.#scenario.throttleSeconds * 1000;
    this.#kinds = this.#random.pick(KINDS);
    this.#partitions = new Map();
    return true;
  }

  /** There is room for everything again, and from now on. */
  stop(): void {
    this.#left = 0;
    this.#untilMs = 0;
  }

  /** A record of a delivery was written. */
  wrote(): void {
    if (this.#untilMs > 0 && !this.isSpell) this.recoveredInMs ??= this.#now() - this.#untilMs;
  }

  /** When the present spell ends. */
  get untilMs(): number {
    return this.#untilMs;
  }

  /** Whether anything throttles now. */
  get isSpell(): boolean {
    return this.#now() < this.#untilMs;
  }

  readonly throttle: Throttle = ({ table, index, partitionKey, kind }) => {
    if (!this.isSpell || !this.#kinds.includes(kind)) return false;
    const name = `${table} ${index ?? ""} ${partitionKey}`;
    const isBusy = this.#partitions.get(name) ?? this.#random.chance(this.#scenario.throttleShare);
    this.#partitions.set(name, isBusy);
    return isBusy;
  };

  /** What a caller sees of an answer: of some statements it does not learn that they were done. */
  hide(command: object, answer: object): object {
    const isWrite = command instanceof BatchExecuteStatementCommand;
    if (!isWrite || !this.isSpell || !this.#kinds.includes("write")) return answer;
    const { Responses = [] } = answer as BatchExecuteStatementCommandOutput;
    return {
      Responses: Responses.map((response) =>
        response.Error === undefined && this.#random.chance(HIDDEN_CHANCE)
          ? { Error: { Code: "InternalServerError", Message: "it may have been done" } }
          : response,
      ),
    };
  }
}
