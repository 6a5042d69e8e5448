import { expect, test } from "vitest";

import {
  callbackConfigIdOf,
  callbackWebhookEndMs,
  callbackWebhookIdOf,
  endsTooSoon,
  hasEnded,
  isCallbackConfig,
} from "../../../../lambdas/shared/domain/callback-webhook.ts";

const acme = { application: "acme", environment: "production" } as const;
const sandbox = { ...acme, environment: "sandbox" } as const;

test("the hidden webhooks of a tenant have ids of their own, the same each time", () => {
  const ids = [
    callbackWebhookIdOf(acme, "https://a.example.com"),
    callbackWebhookIdOf(acme, "https://b.example.com"),
    callbackWebhookIdOf(sandbox, "https://a.example.com"),
    callbackConfigIdOf(acme),
    callbackConfigIdOf(sandbox),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^wh_[0-9A-Za-z]{22}$/u);
  expect(callbackWebhookIdOf({ ...acme }, "https://a.example.com")).toBe(ids[0]);
});

test("the one that holds the config is told from those of origins", () => {
  expect(isCallbackConfig({ ...acme, id: callbackConfigIdOf(acme) })).toBe(true);
  expect(isCallbackConfig({ ...sandbox, id: callbackConfigIdOf(acme) })).toBe(false);
  expect(isCallbackConfig({ ...acme, id: callbackWebhookIdOf(acme, "https://a.example") })).toBe(
    false,
  );
});

test("one that is named now stays for the longest notification and what is kept behind it, and need not be put off for a day", () => {
  const nowMs = Date.parse("2026-01-31T12:00:00Z");
  const endsAtMs = callbackWebhookEndMs(nowMs);
  const day = 86_400_000;
  expect(endsAtMs - nowMs).toBe((30 + 60 + 1) * day);
  expect(endsTooSoon({ endsAtMs }, nowMs + day)).toBe(false);
  expect(endsTooSoon({ endsAtMs }, nowMs + day + 1)).toBe(true);
  expect(hasEnded({ endsAtMs }, endsAtMs - 1)).toBe(false);
  expect(hasEnded({ endsAtMs }, endsAtMs)).toBe(true);
});

test("one of before has no end until it is used", () => {
  expect(hasEnded({}, Number.MAX_SAFE_INTEGER)).toBe(false);
  expect(endsTooSoon({}, 1)).toBe(true);
});
