import { defined } from "../../shared/domain/defined.ts";
import type { DeliveryStatus, DropReason } from "../../shared/domain/delivery-record.ts";
import type { Environment } from "../../shared/domain/tenant.ts";
import { type Item, numberOf, textOf } from "../../shared/dynamodb/attributes.ts";
import { deliveryKeyOf } from "../../shared/dynamodb/delivery-item.ts";

/** Attributes of a record that are counted. */
const COUNTED = [
  "pk",
  "sk",
  "application",
  "environment",
  "acceptedAt",
  "status",
  "attempts",
  "dropReason",
  "lastOutcome",
  "settledAt",
  "expiresAt",
] as const;
const OF_FIRST_ATTEMPT = ["startedAt", "duration"] as const;

/** What to read of a record. Some of the names are reserved words, so all are given apart. */
export const COUNTED_ATTRIBUTES = {
  ProjectionExpression: [
    ...COUNTED.map((name) => `#${name}`),
    ...OF_FIRST_ATTEMPT.map((name) => `#firstAttempt.#${name}`),
  ].join(", "),
  ExpressionAttributeNames: Object.fromEntries(
    [...COUNTED, "firstAttempt", ...OF_FIRST_ATTEMPT].map((name) => [`#${name}`, name]),
  ),
};

/** A record as far as it is counted. */
export function readCountedRecord(item: Item) {
  const first = item["firstAttempt"]?.M;
  return {
    ...deliveryKeyOf(item),
    application: textOf(item, "application"),
    environment: textOf(item, "environment") as Environment,
    acceptedAtMs: numberOf(item, "acceptedAt"),
    status: textOf(item, "status") as DeliveryStatus,
    attempts: numberOf(item, "attempts"),
    ...defined({
      dropReason: item["dropReason"]?.S as DropReason | undefined,
      lastOutcome: item["lastOutcome"]?.S,
      settledAtMs: item["settledAt"] && numberOf(item, "settledAt"),
      firstAttempt: first && {
        startedAtMs: numberOf(first, "startedAt"),
        durationMs: numberOf(first, "duration"),
      },
    }),
  };
}
