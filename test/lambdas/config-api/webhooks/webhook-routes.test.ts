import { describe, expect, test } from "vitest";

import { ACME, GLOBEX } from "../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import { createWebhook, storedWebhook } from "../../../support/webhook-requests.ts";

const bed = freshTestBed();

describe("enable and disable", () => {
  test("pause a webhook and end the pause, and do nothing twice", async () => {
    const { id } = await createWebhook(bed);
    const disabled = await bed.admin("POST", `/webhooks/${id}/disable`);
    expect(disabled).toMatchObject({
      status: 200,
      body: { status: "disabled", status_reason: "disabled through the API" },
    });
    expect((await bed.admin("POST", `/webhooks/${id}/disable`, {})).text).toBe(disabled.text);
    expect((await storedWebhook(bed, id)).version).toBe(2);
    const enabled = await bed.admin("POST", `/webhooks/${id}/enable`);
    expect(enabled.body.status).toBe("enabled");
    expect(enabled.body).not.toHaveProperty("status_reason");
  });

  test("enabling ends gone", async () => {
    const { id } = await createWebhook(bed);
    const change = { version: 2, status: "gone", statusReason: "410" } as const;
    const gone = { ...(await storedWebhook(bed, id)), ...change };
    await bed.stores.webhooks.replace(gone, 1);
    expect((await bed.admin("GET", "/webhooks?status=gone")).body.data).toHaveLength(1);
    expect((await bed.admin("POST", `/webhooks/${id}/enable`)).body.status).toBe("enabled");
  });

  test("enabling wakes the lane, also when it was enabled already: the first time it may have failed", async () => {
    const { id } = await createWebhook(bed);
    const owner = { ...ACME, webhookId: id };
    const times = { wokenAtMs: bed.clock.nowMs, parkedAtMs: bed.clock.nowMs };
    bed.lanes.lanes.set(id, { ...owner, ...times, state: "opening", generation: 7 });
    await bed.admin("POST", `/webhooks/${id}/disable`);
    expect(bed.executions.running.size).toBe(0);
    await bed.admin("POST", `/webhooks/${id}/enable`);
    expect([...bed.executions.running.keys()]).toEqual([`${id}-7`]);
    bed.executions.running.clear();
    await bed.admin("POST", `/webhooks/${id}/enable`);
    expect([...bed.executions.running.keys()]).toEqual([`${id}-7`]);
  });

  test("enabling holds when the lane cannot be woken, which is logged", async () => {
    const { id } = await createWebhook(bed);
    await bed.admin("POST", `/webhooks/${id}/disable`);
    const wakeLane = () => Promise.reject(new Error("Step Functions is down"));
    const answer = await bed.handlerWith({ wakeLane }).admin("POST", `/webhooks/${id}/enable`);
    expect(answer).toMatchObject({ status: 200, body: { status: "enabled" } });
    const line = bed.lines.find((text) => text.startsWith('["error","lane not woken"'));
    expect(line).toContain(id);
  });

  test("take no body", async () => {
    const { id } = await createWebhook(bed);
    const answer = await bed.admin("POST", `/webhooks/${id}/enable`, { reason: "x" });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: "body" }] } });
  });
});

describe("another tenant's webhooks", () => {
  test("are not there", async () => {
    const { id } = await createWebhook(bed);
    for (const tenant of [GLOBEX, { ...ACME, environment: "sandbox" } as const]) {
      const ask = (method: string, path: string, body?: unknown) =>
        bed.admin(method, path, body, undefined, tenant);
      expect((await ask("GET", "/webhooks")).body.data).toEqual([]);
      for (const [method, path, body] of [
        ["GET", `/webhooks/${id}`],
        ["PATCH", `/webhooks/${id}`, { name: "x" }],
        ["DELETE", `/webhooks/${id}`],
        ["POST", `/webhooks/${id}/enable`],
        ["POST", `/webhooks/${id}/disable`],
        ["GET", `/webhooks/${id}/deliveries`],
      ] as const) {
        const answer = await ask(method, path, body);
        const absent = await ask(method, path.replace(id, `wh_${"0".repeat(22)}`), body);
        expect(answer.status).toBe(404);
        expect(answer.text).toBe(absent.text);
      }
    }
    expect(await storedWebhook(bed, id)).toMatchObject({ version: 1 });
  });
});

describe("DELETE /webhooks/{id}", () => {
  test("deletes it once", async () => {
    const { id } = await createWebhook(bed);
    expect(await bed.admin("DELETE", `/webhooks/${id}`)).toMatchObject({ status: 204, text: "" });
    expect((await bed.admin("DELETE", `/webhooks/${id}`)).status).toBe(404);
    expect((await bed.admin("GET", `/webhooks/${id}`)).status).toBe(404);
  });
});
