import { describe, expect, test, vi } from "vitest";

import { ACME } from "../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import {
  APIKEY,
  BASIC,
  MINIMAL,
  createWebhook,
  fieldErrorsOf,
  secretsOf,
  storedWebhook,
} from "../../../support/webhook-requests.ts";

const bed = freshTestBed();

describe("PATCH /webhooks/{id}", () => {
  test("changes what it names and nothing else", async () => {
    const created = await createWebhook(bed, {
      ...MINIMAL,
      name: "orders",
      profile: "ncore",
      config: { ...BASIC, timeout_seconds: 5, retry: { kind: "fixed", attempts: 3 } },
    });
    bed.clock.nowMs += 1000;
    const answer = await bed.admin("PATCH", `/webhooks/${created.id}`, {
      name: null,
      events: ["A", "B"],
      config: { timeout_seconds: null, retry: { attempts: 4 } },
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      id: created.id,
      ...ACME,
      endpoint: "https://example.com/",
      events: ["A", "B"],
      profile: "ncore",
      status: "enabled",
      config: {
        basic_auth_username: "username",
        custom_headers: [],
        signature: { scheme: "none" },
        retry: { kind: "fixed", attempts: 4, interval_seconds: 5 },
        created: "2026-01-31T12:00:00.000Z",
        modified: "2026-01-31T12:00:01.000Z",
      },
      created_at: "2026-01-31T12:00:00.000Z",
      modified_at: "2026-01-31T12:00:01.000Z",
      effective: expect.objectContaining({ profile: "ncore", timeout_seconds: 10 }),
    });
    expect(await storedWebhook(bed, created.id)).toMatchObject({ version: 2 });
    expect(await secretsOf(bed, created.id)).toEqual({ basic_auth_password: "p4ssw0rd" });
  });

  test("leaves a filter that was stored when more comparisons were allowed, unless it names the filter", async () => {
    const { id } = await createWebhook(bed, MINIMAL);
    const filter = { kind: Array.from({ length: 101 }, (_, index) => ({ prefix: `p${index}` })) };
    const webhook = await storedWebhook(bed, id);
    await bed.stores.webhooks.replace({ ...webhook, filter, version: 2 }, 1);
    const renamed = await bed.admin("PATCH", `/webhooks/${id}`, { name: "renamed" });
    expect([renamed.status, renamed.body.name, renamed.body.filter]).toEqual([
      200,
      "renamed",
      filter,
    ]);
    expect(await storedWebhook(bed, id)).toMatchObject({ version: 3, filter });
    const narrowed = await bed.admin("PATCH", `/webhooks/${id}`, { filter: { state: ["A"] } });
    expect(fieldErrorsOf(narrowed)).toEqual([
      expect.stringMatching(/^filter.* (?:makes 101|has too many)/u),
    ]);
    const replaced = await bed.admin("PATCH", `/webhooks/${id}`, {
      filter: { kind: null, state: ["A"] },
    });
    expect(replaced.body.filter).toEqual({ state: ["A"] });
    const without = await bed.admin("PATCH", `/webhooks/${id}`, { filter: null });
    expect(without.body).not.toHaveProperty("filter");
    expect((await storedWebhook(bed, id)).filter).toBeUndefined();
  });

  test("keeps the value of a header that is named without one, wherever it moves", async () => {
    const other = { header_name: "X-Other", header_value: "second" };
    const { id } = await createWebhook(bed, {
      ...MINIMAL,
      config: { custom_headers: [APIKEY, other] },
    });
    const answer = await bed.admin("PATCH", `/webhooks/${id}`, {
      config: {
        custom_headers: [
          { header_name: "new", header_value: "third" },
          { header_name: "x-other" },
          { header_name: "APIKEY" },
        ],
      },
    });
    expect(answer.body.config.custom_headers).toEqual([
      { header_name: "new" },
      { header_name: "x-other" },
      { header_name: "APIKEY" },
    ]);
    expect(await secretsOf(bed, id)).toEqual({
      "custom_header:0": "third",
      "custom_header:1": "second",
      "custom_header:2": "306e38e4-54be",
    });
  });

  test("replaces and removes credentials", async () => {
    const { id } = await createWebhook(bed, {
      ...MINIMAL,
      config: { ...BASIC, custom_headers: [APIKEY] },
    });
    const patch = (config: unknown) => bed.admin("PATCH", `/webhooks/${id}`, { config });
    await patch({ basic_auth_password: "new" });
    expect(await secretsOf(bed, id)).toMatchObject({ basic_auth_password: "new" });
    await patch({ basic_auth_username: "other" });
    expect(await secretsOf(bed, id)).toMatchObject({ basic_auth_password: "new" });
    expect(fieldErrorsOf(await patch({ basic_auth_username: null }))).toContain(
      "config.basic_auth_username is missing",
    );
    expect(fieldErrorsOf(await patch({ basic_auth_password: null }))).toContain(
      "config.basic_auth_password is missing",
    );
    await patch({ basic_auth_username: null, basic_auth_password: null, custom_headers: null });
    expect(await secretsOf(bed, id)).toEqual({});
    await patch(BASIC);
    expect(await secretsOf(bed, id)).toEqual({ basic_auth_password: "p4ssw0rd" });
    const bare = await bed.admin("PATCH", `/webhooks/${id}`, { config: null });
    expect(bare.body.config).not.toHaveProperty("basic_auth_username");
    expect(await secretsOf(bed, id)).toEqual({});
  });

  test.each([
    [{ endpoint: null }, "endpoint", "is missing"],
    [{ events: null }, "events", "is missing"],
    [{ endpoint: "http://example.com/" }, "endpoint", "the scheme http:// is not allowed"],
    [{ nmae: null }, "nmae", "is not a known field"],
    [{ config: { oauth: null } }, "config.oauth", "is not a known field"],
    [{ status: "disabled" }, "status", "is not a known field"],
    [{ config: "x" }, "config", "expected an object, got text"],
    [
      { config: { custom_headers: [{ header_name: "other" }] } },
      "config.custom_headers[0].header_value",
      "is missing",
    ],
  ])("refuses %j", async (patch, field, message) => {
    const { id } = await createWebhook(bed, { ...MINIMAL, config: { custom_headers: [APIKEY] } });
    expect(fieldErrorsOf(await bed.admin("PATCH", `/webhooks/${id}`, patch))).toContain(
      `${field} ${message}`,
    );
    expect(await storedWebhook(bed, id)).toMatchObject({ version: 1 });
  });

  test("refuses anything but an object", async () => {
    const { id } = await createWebhook(bed);
    for (const patch of ["[]", "null", "1", '"x"']) {
      expect((await bed.admin("PATCH", `/webhooks/${id}`, patch)).body.errors[0].field).toBe(
        "body",
      );
    }
  });

  test("takes the media type of merge patches", async () => {
    const { id } = await createWebhook(bed);
    const headers = { "content-type": "application/merge-patch+json" };
    const answer = await bed.admin("PATCH", `/webhooks/${id}`, { name: "x" }, headers);
    expect(answer).toMatchObject({ status: 200, body: { name: "x" } });
  });

  test("is made anew on what another change left, and gives up after five", async () => {
    const { id } = await createWebhook(bed);
    const replace = vi.spyOn(bed.stores.webhooks, "replace");
    replace.mockResolvedValueOnce(false);
    expect((await bed.admin("PATCH", `/webhooks/${id}`, { name: "x" })).status).toBe(200);
    replace.mockResolvedValue(false);
    expect((await bed.admin("PATCH", `/webhooks/${id}`, { name: "y" })).status).toBe(409);
    expect(replace).toHaveBeenCalledTimes(2 + 5);
  });

  test("of two at once both hold", async () => {
    const { id } = await createWebhook(bed);
    const answers = await Promise.all([
      bed.admin("PATCH", `/webhooks/${id}`, { name: "x" }),
      bed.admin("PATCH", `/webhooks/${id}`, { events: ["B"] }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await storedWebhook(bed, id)).toMatchObject({ version: 3, name: "x", events: ["B"] });
  });
});
