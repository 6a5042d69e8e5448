import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import type { Change } from "../../../../lambdas/config-api/changes/domain/change.ts";
import { makeTellChanges } from "../../../../lambdas/config-api/changes/tell-changes.ts";
import { makeRecordedLog } from "../../../support/recorded-log.ts";

const BY = { keyId: "key_1", role: "admin", requestId: "request-1", operation: "disableWebhook" };
const PAUSED: Change = {
  action: "changed",
  what: "webhook",
  id: "wh_1",
  application: "acme",
  environment: "production",
  fields: [{ field: "status", from: "enabled", to: "disabled" }],
};
const CREATED: Change = {
  ...PAUSED,
  action: "created",
  what: "api_key",
  id: "key_2",
  fields: [
    { field: "name", to: "deployment" },
    { field: "role", to: "manager" },
    { field: "prefix", to: "rbk_acme_production_2" },
  ],
};
const AT = "2026-01-31T12:00:00.000Z";

function makeTell(ports: { keep?: () => Promise<void>; publish?: () => Promise<void> } = {}) {
  const kept: string[] = [];
  const told: unknown[] = [];
  const { log, lines } = makeRecordedLog();
  const tell = makeTellChanges({
    keepChanges: ports.keep ?? (async (texts) => void kept.push(...texts)),
    publishOperation: ports.publish ?? (async (tenant, event) => void told.push([tenant, event])),
    log,
    now: () => Date.parse(AT),
  });
  return { tell, kept, told, lines };
}

test("a line says who changed what, from what to what", async () => {
  const { tell, kept } = makeTell();
  await tell([PAUSED], BY);
  expect(kept.map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      message: "changed",
      timestamp: AT,
      request_id: "request-1",
      key_id: "key_1",
      role: "admin",
      operation: "disableWebhook",
      action: "changed",
      what: "webhook",
      id: "wh_1",
      application: "acme",
      environment: "production",
      fields: [{ field: "status", from: "enabled", to: "disabled" }],
    },
  ]);
});

test("a line is bounded, whatever was changed", async () => {
  const { tell, kept } = makeTell();
  const fields = Array.from({ length: 5000 }, (_, n) => ({ field: `f${n}`, to: "x".repeat(256) }));
  await tell([{ ...PAUSED, fields }], BY);
  expect(kept[0]?.length).toBeLessThan(64 * 1024);
  expect(JSON.parse(kept[0] ?? "")).toMatchObject({ fields_left_out: 4940 });
});

test("nothing is written or told where nothing was changed", async () => {
  const { tell, kept, told, lines } = makeTell({ keep: () => Promise.reject(new Error("asked")) });
  await tell([], BY);
  expect([kept, told, lines]).toEqual([[], [], []]);
});

describe("an event tells the tenant", () => {
  const tenant = { application: "acme", environment: "production" };

  test("of a webhook that is paused", async () => {
    const { tell, told } = makeTell();
    await tell([PAUSED], BY);
    expect(told).toEqual([
      [
        tenant,
        {
          type: "webhook.disabled",
          id: `webhook.disabled:wh_1:${AT}`,
          payload: { webhook_id: "wh_1", disabled_by: "key_1", disabled_at: AT },
        },
      ],
    ]);
  });

  test("of a new API key", async () => {
    const { tell, told } = makeTell();
    await tell([CREATED], { ...BY, keyId: "operator", role: "operator" });
    expect(told).toEqual([
      [
        tenant,
        {
          type: "api-key.created",
          id: "api-key.created:key_2",
          payload: {
            key_id: "key_2",
            name: "deployment",
            role: "manager",
            prefix: "rbk_acme_production_2",
            created_by: "operator",
            created_at: AT,
          },
        },
      ],
    ]);
  });

  const { environment: _, ...whole } = PAUSED;
  test.each<[string, Change]>([
    ["a webhook that is enabled", withStatus("disabled", "enabled")],
    ["one that was gone", withStatus("gone", "disabled")],
    ["one that is created", { ...PAUSED, fields: [{ field: "status", to: "enabled" }] }],
    ["a new secret", { ...PAUSED, fields: [{ field: "status", secret: "set" }] }],
    ["an API key that is deleted", { ...CREATED, action: "deleted" }],
    ["what is no webhook", { ...PAUSED, what: "callback_config" }],
    ["what is of no environment", whole],
  ])("not of %s", async (_title, change) => {
    const { tell, kept, told } = makeTell();
    await tell([change], BY);
    expect(kept).toHaveLength(1);
    expect(told).toEqual([]);
  });

  function withStatus(from: string, to: string): Change {
    return { ...PAUSED, fields: [{ field: "status", from, to }] };
  }
});

describe("what was changed stays told when", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("the log group fails: each line is an error in the function's own log", async () => {
    const { tell, told, lines } = makeTell({ keep: () => Promise.reject(new Error("denied")) });
    await tell([PAUSED, CREATED], BY);
    const errors = lines.map((line) => JSON.parse(line) as [string, string, any]);
    expect(errors).toMatchObject([
      ["error", "change not kept apart", { error_message: "denied" }],
      ["error", "change not kept apart", { error_message: "denied" }],
    ]);
    const ids = errors.map(([, , { change }]) => (JSON.parse(change) as { id: string }).id);
    expect(ids).toEqual(["wh_1", "key_2"]);
    expect(told).toHaveLength(2);
  });

  test("the log group does not answer", async () => {
    const { tell, lines } = makeTell({ keep: () => new Promise(() => {}) });
    const telling = tell([PAUSED], BY);
    await vi.advanceTimersByTimeAsync(3000);
    await telling;
    expect(lines).toHaveLength(1);
  });

  test.each([
    ["refuses", () => Promise.reject(new Error("refused"))],
    ["does not answer", () => new Promise<void>(() => {})],
  ])("the bus %s: the event is named, its line is kept", async (_, publish) => {
    const { tell, kept, lines } = makeTell({ publish });
    const telling = tell([PAUSED], BY);
    await vi.advanceTimersByTimeAsync(3000);
    await telling;
    expect(kept).toHaveLength(1);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      [
        "error",
        "event not published",
        {
          event_type: "webhook.disabled",
          producer_id: `webhook.disabled:wh_1:${AT}`,
          application: "acme",
          environment: "production",
        },
      ],
    ]);
  });
});
