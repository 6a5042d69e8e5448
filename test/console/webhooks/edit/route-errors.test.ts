import { expect, test } from "vitest";

import type { Problem } from "../../../../client/client.ts";
import { routeErrors } from "../../../../console/webhooks/edit/route-errors.ts";
import { EMPTY_FORM } from "../../../../console/webhooks/edit/state/empty-form.ts";
import type { WebhookForm } from "../../../../console/webhooks/edit/state/form-state.ts";
import { shownFields } from "../../../../console/webhooks/edit/state/shown-fields.ts";
import { newWebhookOf } from "../../../../console/webhooks/edit/state/write-document.ts";
import { makeConfigApiTestBed } from "../../../support/config-api-test-bed.ts";

const bed = makeConfigApiTestBed();

/** What a form is refused with, beside which fields. */
async function refused(form: WebhookForm) {
  const answer = await bed.admin("POST", "/webhooks", newWebhookOf(form));
  expect(answer.status).toBe(422);
  const routed = routeErrors(answer.body as Problem, shownFields(form, form.signature.scheme));
  return { ...routed, fields: routed.problem.errors.map(({ field }) => field) };
}

const FINE: WebhookForm = { ...EMPTY_FORM, endpoint: "https://example.com/", events: ["A"] };

test("an empty form is refused beside the two fields that it needs", async () => {
  const { fields, above, first } = await refused(EMPTY_FORM);
  expect(fields).toEqual(["endpoint", "events"]);
  expect([above, first]).toEqual([[], "endpoint"]);
});

test.each<[string, Partial<WebhookForm>, string]>([
  ["a text for a number", { timeoutSeconds: "soon" }, "config.timeout_seconds"],
  ["a number that is too large", { maxInFlight: "0" }, "config.max_in_flight"],
  ["a rate that is none", { perSecond: "fast" }, "config.rate_limit.per_second"],
  [
    "a header that cannot be replaced",
    { headers: [{ name: "host", secret: { isStored: false, text: "x" } }] },
    "config.custom_headers[0].header_name",
  ],
  [
    "a header without a value",
    { headers: [{ name: "apikey", secret: { isStored: false, text: "" } }] },
    "config.custom_headers[0].header_value",
  ],
  [
    "a client certificate without its parts",
    { mtls: { ...EMPTY_FORM.mtls, choice: "given" } },
    "config.mtls.certificate",
  ],
  [
    "a key store without its file",
    { mtls: { ...EMPTY_FORM.mtls, choice: "given", identity: "store", keystorePassword: "x" } },
    "config.mtls.keystore",
  ],
  [
    "neither certificate nor trust",
    { mtls: { ...EMPTY_FORM.mtls, choice: "given", identity: "none" } },
    "config.mtls",
  ],
  [
    "a trust without its certificates",
    { mtls: { ...EMPTY_FORM.mtls, choice: "given", identity: "none", trust: "pem" } },
    "config.mtls.ca",
  ],
  [
    "a schedule with a status that is none",
    { retry: { ...EMPTY_FORM.retry, kind: "fixed", stopOn: "400, teapot" } },
    "config.retry.stop_on",
  ],
  ["an attribute that there is not", { selectsAttributes: true, attributes: ["x"] }, "attributes"],
  [
    "a filter with a condition that is none",
    {
      filter: {
        ...EMPTY_FORM.filter,
        conditions: [{ path: "a", rows: [{ operator: "number", value: "> x" }] }],
      },
    },
    "filter",
  ],
  [
    "a filter without a path",
    {
      filter: {
        ...EMPTY_FORM.filter,
        conditions: [{ path: "", rows: [{ operator: "is", value: "1" }] }],
      },
    },
    "filter",
  ],
  ["OAuth 2.0 without anything", { authorization: "oauth2" }, "config.oauth2.token_url"],
])("%s is refused beside its field", async (_, part, field) => {
  const { fields, above, first } = await refused({ ...FINE, ...part });
  expect(fields).toContain(field);
  expect(above).toEqual([]);
  expect(first).toBeDefined();
});

test("an error within a field says where", async () => {
  const { problem } = await refused({ ...FINE, events: ["A", "no such\nname"] });
  expect(problem.errors).toEqual([
    expect.objectContaining({ field: "events", message: "[1] is malformed" }),
  ]);
});

test("what no field stands for is told above", () => {
  const errors = [
    { field: "idempotency-key", message: "is too long", hint: "use at most 255 characters" },
    { field: "config.oauth2.scope", message: "is malformed", hint: "use scopes" },
    { field: "events", message: "is empty", hint: "use at least 1 element" },
  ];
  const problem: Problem = {
    type: "about:blank",
    title: "Invalid fields",
    status: 422,
    detail: "",
    errors,
    request_id: "",
  };
  const { above, first, problem: beside } = routeErrors(problem, shownFields(FINE, "none"));
  expect(above).toEqual(errors.slice(0, 2));
  expect(beside.errors).toEqual(errors.slice(2));
  expect(first).toBe("events");
});
