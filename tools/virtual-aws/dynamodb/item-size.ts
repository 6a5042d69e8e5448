import type { AttributeValue } from "@aws-sdk/client-dynamodb";

import type { Item } from "../../../lambdas/shared/dynamodb/attributes.ts";

/*
 * What DynamoDB takes an item's size to be, and what it charges for it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */

/**
 * Largest item.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export const MOST_ITEM_BYTES = 409_600;
/** A write unit writes so many bytes of one item. */
const WRITE_UNIT_BYTES = 1024;
/** A read unit reads so many bytes, strongly consistent; twice as many else. */
const READ_UNIT_BYTES = 4096;
/** What a list or a map weighs besides what is in it. */
const CONTAINER_BYTES = 3;
/** What each element of a list or a map weighs besides itself. */
const ELEMENT_BYTES = 1;

/** Bytes of UTF-8 that a unit of a JavaScript text comes to at most. */
const MOST_BYTES_PER_UNIT = 3;

/** Items are never changed once they are kept, so each is measured once. */
const measured = new WeakMap<Item, number>();

/** Size of an item in bytes: UTF-8 names and values, two digits of a number in one byte. */
export function itemBytes(item: Item): number {
  const known = measured.get(item);
  if (known !== undefined) return known;
  let bytes = 0;
  for (const name in item) bytes += nameBytes(name) + valueBytes(item[name] as AttributeValue);
  measured.set(item, bytes);
  return bytes;
}

/** Whether an item is larger than so many bytes: most are known to be small at a glance. */
export function exceeds(item: Item, most: number): boolean {
  return MOST_BYTES_PER_UNIT * unitsAtMost(item, most) > most && itemBytes(item) > most;
}

/** Of all names and values; anything but texts, numbers and maps of them counts as the most. */
function unitsAtMost(item: Item, most: number): number {
  let units = 0;
  for (const name in item) {
    const { S: text, N: number, M: members } = item[name] as AttributeValue;
    const ofMembers = members === undefined ? most : CONTAINER_BYTES + unitsAtMost(members, most);
    units += ELEMENT_BYTES + name.length + ((text ?? number)?.length ?? ofMembers);
  }
  return units;
}

/** Names are few. */
const names = new Map<string, number>();

function nameBytes(name: string): number {
  const bytes = names.get(name) ?? Buffer.byteLength(name);
  names.set(name, bytes);
  return bytes;
}

/** Write units of an item of this size: one a started KB. */
export function writeUnitsOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));
}

/** Read units of so many bytes: one a started 4 KB, half of it where an older state may be read. */
export function readUnitsOf(bytes: number, isConsistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (isConsistent ? 1 : 0.5);
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.B !== undefined) return value.B.length;
  if (value.M !== undefined) {
    return CONTAINER_BYTES + itemBytes(value.M) + ELEMENT_BYTES * Object.keys(value.M).length;
  }
  if (value.L !== undefined) {
    return value.L.reduce((sum, one) => sum + ELEMENT_BYTES + valueBytes(one), CONTAINER_BYTES);
  }
  if (value.SS !== undefined) {
    return value.SS.reduce(
      (sum, text) => sum + ELEMENT_BYTES + Buffer.byteLength(text),
      CONTAINER_BYTES,
    );
  }
  return 1; // BOOL, NULL
}

/** "(1 byte per two significant digits) + (1 byte)", one for a sign. Outer zeros don't count. */
function numberBytes(text: string): number {
  let [digits, zeros] = [0, 0];
  for (const character of text) {
    if (character === "0") zeros += digits > 0 ? 1 : 0;
    else if (character >= "1" && character <= "9") {
      digits += zeros + 1;
      zeros = 0;
    }
  }
  return Math.ceil(digits / 2) + 1 + (text.startsWith("-") ? 1 : 0);
}
