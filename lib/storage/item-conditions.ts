import { ENVIRONMENTS } from "../../lambdas/shared/domain/tenant.ts";
import type { Conditions } from "../shared/permission.ts";

/**
 * Only items in these partitions; `*` stands for any text.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export function inPartitions(...partitions: string[]): Conditions {
  return { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": partitions } };
}

/** Items of tenants alone, `acme#production`: webhooks, event types, API keys, a partition each. */
export const IN_TENANTS: Conditions = {
  ...inPartitions(...ENVIRONMENTS.map((environment) => `*#${environment}`)),
  // A partition of something else may begin with its kind and end with a tenant.
  "ForAllValues:StringNotLike": { "dynamodb:LeadingKeys": ["*#*#*"] },
};

/**
 * Only requests that name no other attributes than these and the keys, and that get none back that
 * they do not name. A request names an attribute in any of its expressions. What is asked for in a
 * transaction is judged part by part. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 */
export function onlyAttributes(...names: string[]): Conditions {
  return {
    "ForAllValues:StringEquals": { "dynamodb:Attributes": ["pk", "sk", ...names] },
    StringEqualsIfExists: {
      "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
      "dynamodb:ReturnValues": "NONE",
    },
  };
}

/**
 * For the note that a receiver is gone: a webhook's status, and the revision of its tenant. API
 * keys lie in the same partitions and share none of these attributes.
 */
export const MARK_GONE: Conditions = {
  ...IN_TENANTS,
  ...onlyAttributes("status", "statusReason", "modifiedAt", "version", "revision"),
};

/** Only the rings of signing keys, their public halves, and the register of rings. */
export const SIGNING_KEYS: Conditions = inPartitions(
  "signing-keys",
  "signing-keys#*#*", // not signing-keys#production, the partition of a tenant of that name
  "public-signing-keys",
  "signing-key-rings",
);

/** Who may show the portal of a link in a frame, and until when: nothing else of portal links. */
export const FRAMES_OF_PORTALS: Conditions = {
  ...inPartitions("portal#links#*"),
  ...onlyAttributes("frameOrigins", "validUntil"),
};

/** Only standings, of webhooks and tenants: which pool serves them. */
export const STANDINGS: Conditions = inPartitions("standing#*");

/** Those, and what the limits of webhooks are kept by. */
export const STANDINGS_AND_LIMITERS: Conditions = inPartitions("standing#*", "limit#*", "flight#*");

/** Only tallies that are open: where drops and rejections are counted. */
export const OPEN_TALLIES: Conditions = inPartitions("tally#*");

/** Those, and what was counted in a day. */
export const ALL_TALLIES: Conditions = inPartitions("tally#*", "tallies#*");
