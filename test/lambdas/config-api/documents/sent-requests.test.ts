import { expect, test } from "vitest";

import { BUILT_IN_EVENT_TYPES } from "../../../../lambdas/shared/catalogue/built-in-event-types.ts";
import {
  selectAttributes,
  selectionOf,
} from "../../../../lambdas/shared/domain/select-attributes.ts";
import { makeConfigApiTestBed } from "../../../support/config-api-test-bed.ts";

const bed = makeConfigApiTestBed();
const { body: document } = await bed.ask("GET", "/openapi.json");

/** What the document says of the request that an event type is sent in. */
function sent(name: string) {
  const { post } = document.webhooks[name];
  const headers = post.parameters.map(
    ({ $ref }: { $ref: string }) => document.components.parameters[$ref.split("/").at(-1) ?? ""],
  );
  const { schema, example } = post.requestBody.content["application/json"];
  return { post, headers, schema, example };
}

const namesOf = (headers: readonly { readonly name: string }[]) => headers.map(({ name }) => name);

test("the document has a webhook for every built-in event type", () => {
  expect(Object.keys(document.webhooks)).toEqual([...BUILT_IN_EVENT_TYPES.keys()]);
});

test("its example is what a webhook gets that selects no attributes", () => {
  for (const [name, { example = {}, attributes }] of BUILT_IN_EVENT_TYPES) {
    const payload = JSON.stringify(example);
    const selection = selectionOf(attributes, undefined);
    const body = selection === "whole" ? payload : selectAttributes(payload, selection);
    expect([name, sent(name).example]).toEqual([name, JSON.parse(body)]);
  }
});

test("what is sent on demand only is not in its schema", () => {
  const { schema } = sent("REGISTRATION_STATUS_CHANGE");
  expect(schema.properties).toHaveProperty("activationId");
  expect(schema.properties).not.toHaveProperty("additionalData");
});

test("the headers of a request are those that Ringback sends, the signature's by the profile", async () => {
  for (const [type, signature] of [
    ["WORKFLOW_COMPLETED", ["JWS-SIGNATURE"]],
    ["VERIFICATION.STATUS_CHANGE", ["X-SIGNATURE"]],
    ["CARD_STATUS_CHANGE", []],
    ["webhook.gone", ["webhook-id", "webhook-timestamp", "webhook-signature"]],
  ] as const) {
    const { headers, post } = sent(type);
    expect(namesOf(headers).slice(4)).toEqual(signature);
    expect(post.description.includes("Unsigned")).toBe(signature.length === 0);
    const { body: webhook } = await bed.admin("POST", "/webhooks", {
      endpoint: "https://example.com/hooks",
      events: [type],
    });
    const { body: tested } = await bed.admin("POST", `/webhooks/${webhook.id}/test`, {});
    const sentNames = tested.request.headers.map(
      ({ header_name: name }: { header_name: string }) => name,
    );
    expect(sentNames).toEqual(["content-type", "user-agent", ...namesOf(headers)]);
  }
});

test("410 is told of where the profile heeds it", () => {
  expect(sent("CARD_STATUS_CHANGE").post.responses).toHaveProperty("410");
  expect(sent("WORKFLOW_COMPLETED").post.responses).not.toHaveProperty("410");
});
