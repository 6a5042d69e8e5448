import { isDeepStrictEqual } from "node:util";

import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/**
 * Order of two values of one type: numbers by value, texts by code units (ids and keys are ASCII).
 * NaN where there is none, so that no comparison of the two holds.
 */
export function compareValues(
  one: AttributeValue | undefined,
  other: AttributeValue | undefined,
): number {
  if (one?.S !== undefined && other?.S !== undefined) {
    return one.S === other.S ? 0 : one.S < other.S ? -1 : 1;
  }
  if (one?.N !== undefined && other?.N !== undefined) return Number(one.N) - Number(other.N);
  if (one?.B !== undefined && other?.B !== undefined) return Buffer.compare(one.B, other.B);
  return Number.NaN;
}

/** Whether two values are the same; sets whatever their order. An absent one is like no other. */
export function isEqualValue(
  one: AttributeValue | undefined,
  other: AttributeValue | undefined,
): boolean {
  if (one === undefined || other === undefined) return false;
  if (one.S !== undefined) return one.S === other.S;
  if (one.N !== undefined) return other.N !== undefined && Number(one.N) === Number(other.N);
  if (one.SS !== undefined) return isDeepStrictEqual(one.SS.toSorted(), other.SS?.toSorted());
  return isDeepStrictEqual(one, other);
}
