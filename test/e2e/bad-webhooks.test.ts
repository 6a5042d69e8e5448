import { describe, expect, test } from "vitest";

import { newTenant, testCloud } from "../support/cloud.ts";
import { NO_COUNT, NO_ENDPOINT, NO_EVENT_TYPE, NO_TEXT } from "../support/junk-values.ts";
import { problemFlaws } from "../support/problem-flaws.ts";

/** Nor does a part of Basic, which may be empty. */
const NO_LINE = NO_TEXT.filter((value) => value !== "");

const tenant = await newTenant(await testCloud(), "bad-webhooks");

const webhook = { endpoint: "https://example.com/hooks", events: ["ANY"] };
const header = { header_name: "x-any", header_value: "any" };
const HEADERS_TOO_MANY = Array.from({ length: 21 }, () => header);
const RESERVED_HEADERS = [
  "Host",
  "content-type",
  "Transfer-Encoding",
  "ringback-delivery",
  "webhook-id",
  "x-signature",
  "JWS-SIGNATURE",
];

/** Good webhooks but for one field. */
function withEach(field: string, values: readonly unknown[]): object[] {
  return values.map((value) => Object.assign({ ...webhook }, { [field]: value }));
}

/** A good webhook but for its configuration. */
function configured(config: unknown): object {
  return { ...webhook, config };
}

/** Bodies that are each wrong in one place: the field that the problem document must name. */
const WRONG: readonly (readonly [field: string, bodies: readonly unknown[]])[] = [
  ["name", withEach("name", [...NO_TEXT, "   "])],
  ["endpoint", withEach("endpoint", [undefined, ...NO_ENDPOINT])],
  ["events", withEach("events", [undefined, null, true, 1, "ANY", {}, [], Array(101).fill("ANY")])],
  [
    "events",
    withEach("events", [
      ["*", "ANY"],
      ["ANY", "ANY"],
    ]),
  ],
  [
    "events[0]",
    withEach(
      "events",
      [...NO_EVENT_TYPE, "**"].map((name) => [name]),
    ),
  ],
  ["profile", withEach("profile", [null, 1, "", "unknown", [], {}])],
  ["unknown", [{ ...webhook, unknown: 1 }]],
  ["config", [null, 1, "text", []].map((config) => configured(config))],
  ["config.unknown", [configured({ unknown: 1 })]],
  [
    "config.basic_auth_username",
    [...NO_LINE, "co:lon"].map((name) =>
      configured({ basic_auth_username: name, basic_auth_password: "any" }),
    ),
  ],
  [
    "config.basic_auth_password",
    NO_LINE.map((password) =>
      configured({ basic_auth_username: "any", basic_auth_password: password }),
    ),
  ],
  [
    "config.custom_headers",
    [null, 1, "text", {}, HEADERS_TOO_MANY].map((headers) =>
      configured({ custom_headers: headers }),
    ),
  ],
  [
    "config.custom_headers[0]",
    [null, 1, "text", []].map((one) => configured({ custom_headers: [one] })),
  ],
  [
    "config.custom_headers[0].header_name",
    [...NO_TEXT, ...RESERVED_HEADERS, "with space", "co:lon", "ä"].map((name) =>
      configured({ custom_headers: [{ ...header, header_name: name }] }),
    ),
  ],
  [
    "config.custom_headers[0].header_value",
    [...NO_TEXT, "crlf\r\nx: y", "€", " blank"].map((value) =>
      configured({ custom_headers: [{ ...header, header_value: value }] }),
    ),
  ],
  ["config.signature", [null, 1, "jws", []].map((signature) => configured({ signature }))],
  [
    "config.timeout_seconds",
    [...NO_COUNT, 31].map((timeout) => configured({ timeout_seconds: timeout })),
  ],
  ["config.created", [null, 1, {}, "x".repeat(1000)].map((created) => configured({ created }))],
  ["config.retry", [null, 1, "fixed", []].map((retry) => configured({ retry }))],
  ["config.retry.kind", [{}, { kind: "often" }, { kind: 1 }].map((retry) => configured({ retry }))],
  ...(
    [
      ["fixed", "attempts"],
      ["fixed", "interval_seconds"],
      ["exponential", "attempts"],
      ["exponential", "initial_seconds"],
      ["exponential", "cap_seconds"],
    ] as const
  ).map(
    ([kind, part]) =>
      [
        `config.retry.${part}`,
        NO_COUNT.map((value) => configured({ retry: { kind, [part]: value } })),
      ] as const,
  ),
  ...(["factor", "jitter"] as const).map(
    (part) =>
      [
        `config.retry.${part}`,
        [null, true, "1", [], -1, 11].map((value) =>
          configured({ retry: { kind: "exponential", [part]: value } }),
        ),
      ] as const,
  ),
];

test.each(WRONG)("%s takes nothing that does not belong there", async (field, bodies) => {
  const flaws: string[] = [];
  for (const body of bodies) {
    const answer = await tenant.api("POST", "/webhooks", body);
    const found = problemFlaws(answer, 422);
    const named = answer.body?.errors?.some((error: { field: string }) => error.field === field);
    if (found.length === 0 && !named) found.push(`${field} is not named: ${answer.text}`);
    flaws.push(...found.map((flaw) => `${JSON.stringify(body).slice(0, 200)}: ${flaw}`));
  }
  expect(flaws).toEqual([]);
});

describe("a merge patch that would make a wrong webhook changes nothing", () => {
  test.each([
    [{ endpoint: null }, "endpoint"],
    [{ endpoint: "http:/x" }, "endpoint"],
    [{ events: [] }, "events"],
    [{ unknown: 1 }, "unknown"],
    [{ config: { unknown: null } }, "config.unknown"],
    [{ config: { retry: { kind: "fixed", attempts: 0 } } }, "config.retry.attempts"],
    [
      { config: { custom_headers: [{ header_name: "x-new" }] } },
      "config.custom_headers[0].header_value",
    ],
    [{ id: "wh_other" }, "id"],
    [{ status: "gone" }, "status"],
  ])("%j", async (patch, field) => {
    const { body } = await tenant.api("POST", "/webhooks", webhook);
    const path = `/webhooks/${body.id}`;
    const { body: before } = await tenant.api("GET", path);
    const answer = await tenant.api("PATCH", path, patch);
    expect(problemFlaws(answer, 422)).toEqual([]);
    expect(answer.body.errors[0].field).toBe(field);
    expect((await tenant.api("GET", path)).body).toEqual(before);
    expect((await tenant.api("DELETE", path)).status).toBe(204);
  });
});

test("nothing of all that has become a webhook", async () => {
  const { body } = await tenant.api("GET", "/webhooks");
  expect(body.data).toEqual([]);
});
