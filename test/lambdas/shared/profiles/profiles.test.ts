import { describe, expect, test } from "vitest";

import {
  nextDelaySeconds,
  plainDelaySeconds,
} from "../../../../lambdas/shared/domain/retry-policy.ts";
import { PROFILE_NAMES } from "../../../../lambdas/shared/domain/webhook.ts";
import {
  profileNameFor,
  PROFILES,
  profileOf,
} from "../../../../lambdas/shared/profiles/profiles.ts";

const noConfig = { customHeaderNames: [] };
const events = ["*"];

/** The delays of a whole schedule without jitter, in seconds. */
function delaysOf(name: (typeof PROFILE_NAMES)[number]): number[] {
  const { retry } = PROFILES[name];
  const delays: number[] = [];
  while (nextDelaySeconds(retry, delays.length + 1, 0.5) !== undefined) {
    delays.push(plainDelaySeconds(retry, delays.length + 1));
  }
  return delays;
}

// pawaPass, "Retries": "55 attempts over approximately 1 week. Delay starts at 1 second, doubles
// each time (1s, 2s, 4s, 8s, …), capped at 4 hours. Each delay includes ±25% random jitter". The
// others' documents name no schedule.
describe.each(["pawapass", "standard", "ncore", "powerauth", "relid"] as const)("%s", (name) => {
  test("waits 54 times: 1 s, doubling up to 4 h", () => {
    const delays = delaysOf(name);
    expect(delays).toHaveLength(54);
    expect(delays.slice(0, 4)).toEqual([1, 2, 4, 8]);
    expect(delays.slice(13, 16)).toEqual([8192, 14_400, 14_400]);
    expect(new Set(delays.slice(14))).toEqual(new Set([14_400]));
  });

  test("waits 592,383 s in all, which is 6.86 days", () => {
    const sum = delaysOf(name).reduce((total, delaySeconds) => total + delaySeconds, 0);
    expect(sum).toBe(592_383);
    expect((sum / 86_400).toFixed(2)).toBe("6.86");
  });

  test("waits at most 60 s for 6 of its delays, and at most 900 s for 10", () => {
    const delays = delaysOf(name);
    expect(delays.filter((delaySeconds) => delaySeconds <= 60)).toHaveLength(6);
    expect(delays.filter((delaySeconds) => delaySeconds <= 900)).toHaveLength(10);
  });

  test("spreads its delays by 25 % to either side", () => {
    expect(nextDelaySeconds(PROFILES[name].retry, 54, 0)).toBe(10_800);
    expect(nextDelaySeconds(PROFILES[name].retry, 54, 0.75)).toBe(16_200);
  });

  test("gives an attempt ten seconds", () => {
    expect(PROFILES[name].timeoutSeconds).toBe(10);
  });
});

// TransactionLink: "Unsuccessful or lack of response within ten seconds attempts … will be retried
// up to five times with a five-second interval".
describe("transactionlink", () => {
  test("retries five times, five seconds apart, never spread", () => {
    expect(delaysOf("transactionlink")).toEqual([5, 5, 5, 5, 5]);
    expect(nextDelaySeconds(PROFILES.transactionlink.retry, 1, 0)).toBe(5);
  });

  test("gives an attempt ten seconds", () => {
    expect(PROFILES.transactionlink.timeoutSeconds).toBe(10);
  });
});

describe("a profile", () => {
  test.each([
    ["pawapass", false], // "Any non-2xx response triggers retries"
    ["transactionlink", false], // "Any response outside the 2xx, will result in failure"
    ["ncore", true],
    ["powerauth", true],
    ["relid", true],
    ["standard", true],
  ] as const)("of %s heeds Retry-After and 410: %s", (name, heedsReceiver) => {
    expect(PROFILES[name].heedsReceiver).toBe(heedsReceiver);
  });

  test("is there for every name, and for no other", () => {
    expect(Object.keys(PROFILES).toSorted()).toEqual([...PROFILE_NAMES].toSorted());
  });
});

describe("profileNameFor", () => {
  test.each([
    [["OPERATION_STATUS_CHANGE", "REGISTRATION_STATUS_CHANGE"], "powerauth"],
    [["WORKFLOW_COMPLETED"], "transactionlink"],
    [["TRANSACTION", "EXPIRED_AUTH"], "ncore"],
    [["NOTIFICATION_CALLBACK"], "relid"],
    [["VERIFICATION.STATUS_CHANGE"], "pawapass"],
    [["webhook.gone"], "standard"],
    [["TRANSACTION", "WORKFLOW_COMPLETED"], "standard"],
    [["INVOICE_PAID"], "standard"],
    [["constructor"], "standard"],
    [["*"], "standard"],
    [[], "standard"],
  ])("of %j is %s", (types, name) => {
    expect(profileNameFor(types)).toBe(name);
  });
});

describe("an operational event type", () => {
  const OPERATIONAL = Object.keys(PROFILES.standard.eventTypes);
  const SYSTEMS = PROFILE_NAMES.filter((name) => name !== "standard");
  const pairs = SYSTEMS.flatMap((system) => OPERATIONAL.map((type) => [type, system] as const));

  test.each(pairs)("%s changes nothing of how a webhook of %s is called", (type, system) => {
    const [own = ""] = Object.keys(PROFILES[system].eventTypes);
    const alone = profileOf({ events: [own], config: noConfig });
    expect(alone).toMatchObject(PROFILES[system]);
    for (const mixed of [
      [own, type],
      [type, own],
    ]) {
      expect(profileNameFor(mixed)).toBe(system);
      expect(profileOf({ events: mixed, config: noConfig })).toEqual(alone);
    }
  });

  test("alone, or with all others, makes the standard profile", () => {
    expect(profileNameFor(OPERATIONAL)).toBe("standard");
    expect(OPERATIONAL.map((type) => profileNameFor([type]))).toEqual(
      OPERATIONAL.map(() => "standard"),
    );
  });
});

describe("profileOf", () => {
  test("is the standard for a webhook that names none", () => {
    expect(profileOf({ events, config: noConfig })).toEqual({
      ...PROFILES.standard,
      breaker: false,
    });
  });

  test("is the one that a webhook names", () => {
    expect(profileOf({ events, profile: "transactionlink", config: noConfig })).toEqual({
      ...PROFILES.transactionlink,
      breaker: false,
    });
  });

  test("takes the webhook's own schedule and timeout before its profile's, and keeps its manners", () => {
    const retry = { kind: "fixed", attempts: 2, intervalSeconds: 1 } as const;
    const config = { ...noConfig, retry, timeoutSeconds: 3 };
    expect(profileOf({ events, profile: "pawapass", config })).toEqual({
      ...PROFILES.pawapass,
      retry,
      breaker: false,
      timeoutSeconds: 3,
    });
  });

  test("leaves the profile itself as it is", () => {
    profileOf({ events, profile: "ncore", config: { ...noConfig, timeoutSeconds: 3 } });
    expect(PROFILES.ncore.timeoutSeconds).toBe(10);
  });
});
