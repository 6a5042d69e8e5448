import { expect, test } from "vitest";

import type { RetryPolicy } from "../../../../lambdas/shared/domain/retry-policy.ts";
import type { ProfileName } from "../../../../lambdas/shared/domain/webhook.ts";
import { isServedByDefault, profileOf } from "../../../../lambdas/shared/profiles/profiles.ts";
import { scheduleMsOf } from "../../../../lambdas/shared/profiles/served-by-breaker.ts";

function servedBy(
  profile: ProfileName | undefined,
  events: readonly string[],
  retry?: RetryPolicy,
) {
  const config = { customHeaderNames: [], ...(retry && { retry }) };
  const webhook = { events, config, ...(profile && { profile }) };
  return { ...profileOf(webhook), byDefault: isServedByDefault(webhook) };
}

const OWN = ["SOMETHING_OF_ACME"];

test.each(["standard", "ncore", "powerauth", "relid"] as const)(
  "the document of %s names no schedule: the breaker serves it",
  (profile) => {
    expect(servedBy(profile, OWN)).toMatchObject({ breaker: true });
  },
);

test.each(["transactionlink", "pawapass"] as const)(
  "the document of %s says when callbacks come again: the breaker does not serve it",
  (profile) => {
    expect(servedBy(profile, OWN)).toMatchObject({ breaker: false });
  },
);

test.each(["WORKFLOW_COMPLETED", "VERIFICATION.STATUS_CHANGE", "*"])(
  "nor whoever takes %s, whatever profile it follows",
  (type) => {
    expect(servedBy("standard", [...OWN, type])).toMatchObject({ breaker: false });
    expect(servedBy(undefined, [type])).toMatchObject({ breaker: false });
  },
);

test("a schedule of less than an hour is not served", () => {
  const fixed = (attempts: number) => ({ kind: "fixed", attempts, intervalSeconds: 60 }) as const;
  expect(servedBy("standard", OWN, fixed(60))).toMatchObject({ breaker: false });
  expect(servedBy("standard", OWN, fixed(61))).toMatchObject({ breaker: true });
});

test("the webhook itself has the last word", () => {
  const fixed = { kind: "fixed", attempts: 6, intervalSeconds: 5 } as const;
  expect(servedBy("pawapass", OWN, { ...fixed, breaker: true })).toMatchObject({
    breaker: true,
    byDefault: false,
  });
  const week = { ...servedBy("standard", OWN).retry, breaker: false };
  expect(servedBy("standard", OWN, week)).toMatchObject({ breaker: false, byDefault: true });
});

test("no schedule is longer than 28 days", () => {
  const retry = { kind: "fixed", attempts: 1000, intervalSeconds: 86_400 } as const;
  expect(scheduleMsOf({ retry })).toBe(28 * 86_400_000);
});
