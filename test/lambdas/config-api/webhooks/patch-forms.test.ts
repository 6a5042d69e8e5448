import { describe, expect, test } from "vitest";

import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import { createWebhook, fieldErrorsOf, MINIMAL } from "../../../support/webhook-requests.ts";

const EXPONENTIAL = { kind: "exponential", attempts: 9, initial_seconds: 2, cap_seconds: 60 };
const FIXED = { kind: "fixed", attempts: 4, interval_seconds: 7 };

const bed = freshTestBed();

/** The configuration of a webhook that was created with one and changed by another. */
async function patched(config: object, patch: object) {
  const { id } = await createWebhook(bed, { ...MINIMAL, config });
  return bed.admin("PATCH", `/webhooks/${id}`, { config: patch });
}

describe("a new kind of retry starts afresh", () => {
  test.each([
    [EXPONENTIAL, { kind: "fixed", attempts: 3, interval_seconds: 5 }],
    [
      { ...EXPONENTIAL, breaker: false },
      { kind: "fixed", attempts: 3, interval_seconds: 5 },
    ],
    [
      FIXED,
      {
        kind: "exponential",
        attempts: 3,
        initial_seconds: 1,
        factor: 3,
        cap_seconds: 9,
        jitter: 0,
      },
    ],
  ])("%j, changed by %j", async (before, patch) => {
    const { status, body } = await patched({ retry: before }, { retry: patch });
    expect([status, body.config.retry]).toEqual([200, patch]);
  });

  test("with its own defaults", async () => {
    const { body } = await patched({ retry: EXPONENTIAL }, { retry: { kind: "fixed" } });
    expect(body.config.retry).toEqual({ kind: "fixed", attempts: 6, interval_seconds: 5 });
  });
});

test("within the same kind, what is not named stays", async () => {
  for (const patch of [{ attempts: 3 }, { kind: "fixed", attempts: 3 }]) {
    const { body } = await patched({ retry: FIXED }, { retry: patch });
    expect(body.config.retry).toEqual({ ...FIXED, attempts: 3 });
  }
});

test("a kind that there is not is told of", async () => {
  const answer = await patched({ retry: FIXED }, { retry: { kind: "linear" } });
  expect(fieldErrorsOf(answer)).toEqual(["config.retry.kind is not one of the known values"]);
});

describe("a new scheme of signatures starts afresh", () => {
  test.each([
    [{ scheme: "hmac", header_name: "x-sign" }, { scheme: "none" }],
    [{ scheme: "jws", header_name: "x-sign" }, { scheme: "standard" }],
    [
      { scheme: "jws", header_name: "x-sign" },
      { scheme: "hmac", header_name: "x-mac" },
    ],
  ])("%j, changed by %j", async (before, patch) => {
    const { status, body } = await patched({ signature: before }, { signature: patch });
    const { secret: _, ...signature } = body.config.signature;
    expect([status, signature]).toEqual([200, patch]);
  });

  test("within the same scheme, its header stays", async () => {
    const before = { scheme: "hmac", header_name: "x-sign" };
    const { body } = await patched(
      { signature: before },
      { signature: { secret: "a new secret" } },
    );
    expect(body.config.signature).toEqual(before);
  });
});
