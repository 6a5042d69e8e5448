import type { Meter } from "../../simulate/cost/usage.ts";
import type { PlannedWrite } from "../virtual-table.ts";

/** What a request takes of one partition. */
export interface Access {
  readonly table: string;
  /** The index whose partition it is; `undefined`: the table itself. */
  readonly index: string | undefined;
  readonly partitionKey: string;
  readonly kind: "read" | "write";
  /** Capacity units. */
  readonly units: number;
}

/**
 * Whether there is no room for an access. Asked for every statement, item, key and page by itself.
 */
export type Throttle = (access: Access) => boolean;

/** Lets accesses through or not, and counts those that it lets through. */
export class Capacity {
  readonly #meter: Meter | undefined;
  readonly #throttle: Throttle | undefined;
  readonly #isCalm: () => boolean;

  constructor(
    meter: Meter | undefined,
    throttle: Throttle | undefined,
    isCalm: () => boolean = () => throttle === undefined,
  ) {
    this.#meter = meter;
    this.#throttle = throttle;
    this.#isCalm = isCalm;
  }

  /** Nobody counts, and nothing throttles: there is room for everything. */
  get isEndless(): boolean {
    return this.#meter === undefined && this.#isCalm();
  }

  /** @param unitsOf worked out only where somebody counts @returns whether there is room */
  read(call: string, access: Omit<Access, "kind" | "units">, unitsOf: () => number): boolean {
    if (this.isEndless) return true;
    const units = unitsOf();
    if (this.#throttle?.({ ...access, units, kind: "read" }) === true) return false;
    this.#meter?.add(call, { readUnits: units });
    return true;
  }

  /**
   * A write, by the indexes first: one that an index has no room for is refused at the table.
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/gsi-throttling.html
   * @param times how often each unit is counted: twice in a transaction
   * @returns whether there is room
   */
  write(call: string, table: string, planned: PlannedWrite, times = 1): boolean {
    if (this.isEndless) return true;
    if (this.#throttle !== undefined && accessesOf(table, planned, times).some(this.#throttle)) {
      return false;
    }
    if (this.#meter !== undefined) {
      const writeUnits = planned.units();
      for (let count = 0; count < times; count += 1) this.#meter.add(call, { writeUnits });
      for (const { index, units } of planned.indexes) {
        const taken = units().reduce((sum, [, each]) => sum + each, 0);
        this.#meter.add(`${call}: index ${index}`, { writeUnits: taken });
      }
    }
    return true;
  }

  /**
   * A write whose condition does not hold takes what is there.
   * @returns whether there was room for it
   */
  refusedWrite(call: string, table: string, partitionKey: string, units: number): boolean {
    const access: Access = { table, index: undefined, partitionKey, kind: "write", units };
    if (this.#throttle?.(access) === true) return false;
    this.#meter?.add(`${call}, refused`, { writeUnits: units });
    return true;
  }
}

/** Everything that a write takes, of the indexes first. */
function accessesOf(table: string, { key, units, indexes }: PlannedWrite, times: number): Access[] {
  const kind = "write" as const;
  const ofIndexes = indexes.flatMap(({ index, units: byPartition }) =>
    byPartition().map(([partitionKey, taken]) => ({
      table,
      index,
      partitionKey,
      kind,
      units: taken,
    })),
  );
  const ofTable = { table, index: undefined, partitionKey: key.pk.S, kind, units: units() * times };
  return [...ofIndexes, ofTable];
}
