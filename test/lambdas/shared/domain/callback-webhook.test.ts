import { expect, test } from "vitest";

import {
  callbackConfigIdOf,
  callbackWebhookIdOf,
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
