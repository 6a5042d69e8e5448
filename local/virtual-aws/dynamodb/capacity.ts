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

/** Whether there is no room for an access. Asked for every statement, item, key and page by itself. */
export type Throttle = (access: Access) => boolean;

/** Lets accesses through or not, and counts those that it lets through. */
export class Capacity {
  readonly #meter: Meter | undefined;
  readonly #throttle: Throttle | undefined;

  constructor(meter: Meter | undefined, throttle: Throttle | undefined) {
    this.#meter = meter;
    this.#throttle = throttle;
  }

  /** @returns whether there is room */
  read(call: string, access: Omit<Access, "kind">): boolean {
    if (this.#throttle?.({ ...access, kind: "read" }) === true) return false;
    this.#meter?.add(call, { readUnits: access.units });
    return true;
  }

  /**
   * A write, by the indexes first: one that an index has no room for is refused at the table.
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/gsi-throttling.html
   * @param times how often each unit is counted: twice in a transaction
   * @returns whether there is room
   */
  write(call: string, table: string, planned: PlannedWrite, times = 1): boolean {
    const { key, units, indexes } = planned;
    if (this.#throttle !== undefined) {
      const kind = "write";
      const accesses: Access[] = indexes.flatMap(({ index, units: byPartition }) =>
        byPartition.map(([partitionKey, taken]) => ({
          table,
          index,
          partitionKey,
          kind,
          units: taken,
        })),
      );
      accesses.push({
        table,
        index: undefined,
        partitionKey: key.pk.S,
        kind,
        units: units * times,
      });
      if (accesses.some(this.#throttle)) return false;
    }
    for (let count = 0; count < times; count += 1) this.#meter?.add(call, { writeUnits: units });
    if (this.#meter !== undefined) {
      for (const { index, units: byPartition } of indexes) {
        const writeUnits = byPartition.reduce((sum, [, taken]) => sum + taken, 0);
        this.#meter.add(`${call}: index ${index}`, { writeUnits });
      }
    }
    return true;
  }

  /** A write whose condition does not hold takes what is there. @returns whether there was room for it */
  refusedWrite(call: string, table: string, partitionKey: string, units: number): boolean {
    const access: Access = { table, index: undefined, partitionKey, kind: "write", units };
    if (this.#throttle?.(access) === true) return false;
    this.#meter?.add(`${call}, refused`, { writeUnits: units });
    return true;
  }
}
