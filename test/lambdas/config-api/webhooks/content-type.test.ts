import { describe, expect, test } from "vitest";

import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import {
  createWebhook,
  fieldErrorsOf,
  MINIMAL,
  storedWebhook,
} from "../../../support/webhook-requests.ts";

const bed = freshTestBed();
const withType = (content_type: unknown) => ({ ...MINIMAL, config: { content_type } });

describe("a webhook's content type", () => {
  test("is configured, shown, changed, and ended", async () => {
    const { id } = await createWebhook(bed, withType("application/vnd.acme.v1+json"));
    const shown = (await bed.admin("GET", `/webhooks/${id}`)).body.config;
    expect(shown).toMatchObject({ content_type: "application/vnd.acme.v1+json" });
    const change = async (content_type: string | null) =>
      (await bed.admin("PATCH", `/webhooks/${id}`, { config: { content_type } })).body.config;
    const other = "application/cloudevents+json; charset=utf-8";
    expect(await change(other)).toMatchObject({ content_type: other });
    expect(await change(null)).not.toHaveProperty("content_type");
    expect((await storedWebhook(bed, id)).config).not.toHaveProperty("contentType");
  });

  test.each([
    ["text/plain", "is not a type of JSON"],
    ["application/json; charset=latin1", "is not a type of JSON"],
    ["application/json\r\nx: y", "is not a type of JSON"],
    ["", "is empty"],
    [`application/${"x".repeat(200)}+json`, "is too long"],
    [5, "expected text, got a number"],
  ])("is refused: %.40j", async (type, error) => {
    const answer = await bed.admin("POST", "/webhooks", withType(type));
    expect(fieldErrorsOf(answer)).toEqual([`config.content_type ${error}`]);
  });

  test("is no custom header: that names the field", async () => {
    const custom_headers = [{ header_name: "Content-Type", header_value: "application/json" }];
    const body = { ...MINIMAL, config: { custom_headers } };
    expect((await bed.admin("POST", "/webhooks", body)).body.errors).toMatchObject([
      { field: "config.custom_headers[0].header_name", hint: "use config.content_type" },
    ]);
  });
});
