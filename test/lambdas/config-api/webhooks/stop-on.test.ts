import { describe, expect, test } from "vitest";

import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import { createWebhook, fieldErrorsOf, MINIMAL } from "../../../support/webhook-requests.ts";

const bed = freshTestBed();

function stoppingOn(statuses: unknown, more: object = {}) {
  const retry = { kind: "exponential", stop_on: statuses };
  return { ...MINIMAL, ...more, config: { retry } };
}

describe("statuses that end a delivery", () => {
  test("are shown as they were given, as what holds too, and none by default", async () => {
    const statuses = [400, 404, 599, 300];
    const { body } = await bed.admin("POST", "/webhooks", stoppingOn(statuses));
    expect(body).toMatchObject({
      config: { retry: { stop_on: statuses } },
      effective: { retry: { stop_on: statuses, attempts: 55 } },
    });
    expect(body).not.toHaveProperty("warnings");
    const plain = await bed.admin("POST", "/webhooks", MINIMAL);
    expect(plain.body.effective.retry).not.toHaveProperty("stop_on");
  });

  test("stay when the rest of the schedule changes, and can be replaced and taken away", async () => {
    const { id } = await createWebhook(bed, stoppingOn([404]));
    const patch = async (retry: object) => {
      const { body } = await bed.admin("PATCH", `/webhooks/${id}`, { config: { retry } });
      return body.config.retry.stop_on;
    };
    expect(await patch({ attempts: 3 })).toEqual([404]);
    expect(await patch({ stop_on: [422, 451] })).toEqual([422, 451]);
    expect(await patch({ stop_on: [] })).toEqual([]);
    expect(await patch({ stop_on: null })).toBeUndefined();
  });

  test.each([
    [404, "config.retry.stop_on"],
    [["404"], "config.retry.stop_on[0]"],
    [[404.5], "config.retry.stop_on[0]"],
    [[404, 299], "config.retry.stop_on[1]"],
    [[600], "config.retry.stop_on[0]"],
    [[200], "config.retry.stop_on[0]"],
    [[404, 404], "config.retry.stop_on has a status twice"],
    [Array.from({ length: 51 }, (_, index) => 400 + index), "config.retry.stop_on"],
  ])("that make no sense are refused: %j", async (statuses, error) => {
    const answer = await bed.admin("POST", "/webhooks", stoppingOn(statuses));
    expect(answer.status).toBe(422);
    const errors = fieldErrorsOf(answer);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.startsWith(error)).toBe(true);
  });

  test.each([
    [{ events: ["VERIFICATION.STATUS_CHANGE"] }],
    [{ events: ["WORKFLOW_COMPLETED", "PIN_CHANGE"] }],
    [{ events: ["PIN_CHANGE"], profile: "transactionlink" }],
    [{ events: ["*"] }],
  ])("are taken with a warning where a document has them retried: %j", async (webhook) => {
    const { status, body } = await bed.admin("POST", "/webhooks", stoppingOn([404], webhook));
    expect(status).toBe(201);
    expect(body.warnings).toMatchObject([{ field: "config.retry.stop_on" }]);
    const none = await bed.admin("POST", "/webhooks", stoppingOn([], webhook));
    expect(none.body).not.toHaveProperty("warnings");
  });
});
