import { expect, test } from "vitest";

import type { EventType, Webhook } from "../../../../client/client.ts";
import {
  attributeChoices,
  matchingTypes,
  sampleOf,
} from "../../../../console/webhooks/edit/choices.ts";
import { defaultsOf, profileSentence } from "../../../../console/webhooks/edit/defaults.ts";
import { base64Of, pemOf } from "../../../../console/webhooks/edit/file-text.ts";
import { longestTimeoutIn } from "../../../../console/webhooks/edit/longest-timeout.ts";
import { EMPTY_FORM } from "../../../../console/webhooks/edit/state/empty-form.ts";
import { movedOrigins } from "../../../../console/webhooks/edit/state/moved-origins.ts";
import { saveSteps } from "../../../../console/webhooks/edit/state/save-steps.ts";
import { PROFILE_NAMES } from "../../../../lambdas/shared/domain/webhook.ts";
import { makeConfigApiTestBed } from "../../../support/config-api-test-bed.ts";
import { createWebhook } from "../../../support/webhook-requests.ts";

const bed = makeConfigApiTestBed();
const { data: types } = (await bed.admin("GET", "/event-types?limit=100")).body as {
  data: EventType[];
};

function namesFor(query: string): string[] {
  return matchingTypes(types, query).map(({ name }) => name);
}

test("event types are found by parts of their names, their system and their description", () => {
  expect(namesFor("status card")).toContain("CARD_STATUS_CHANGE");
  expect(namesFor("pawapass")).toEqual(
    expect.arrayContaining(["VERIFICATION.STATUS_CHANGE", "VERIFICATION.IDENTITY_DOCUMENT_CHANGE"]),
  );
  expect(namesFor("no such thing")).toEqual([]);
  expect(namesFor("  ")).toHaveLength(types.length);
});

test("attributes to choose are those of the chosen types, without what is always sent", () => {
  const { selectable, mandatory } = attributeChoices(types, ["WORKFLOW_COMPLETED"]);
  expect(mandatory).toEqual(["partyId", "workflowId", "workflowStatus"]);
  expect(selectable).toEqual(["externalId", "workflowName", "workspaceId", "failedStep"]);
  expect(attributeChoices(types, ["WORKFLOW_COMPLETED", "PIN_CHANGE"]).mandatory).toEqual([]);
  expect(attributeChoices(types, []).selectable).toContain("userId");
});

test("the sample is the example of a chosen event type", () => {
  expect(JSON.parse(sampleOf(types, ["A", "CARD_STATUS_CHANGE"]))).toHaveProperty("event");
  expect(JSON.parse(sampleOf(types, ["A"]))).toEqual({});
});

test.each(PROFILE_NAMES)("%s is told in a sentence", (name) => {
  expect(profileSentence(name)).toMatch(/^(?:Not signed|Signed by .+); \d+ attempts in .+\.$/u);
});

test("what pawaPass means is told", () => {
  expect(profileSentence("pawapass")).toBe(
    "Signed by HMAC in X-SIGNATURE; 55 attempts in 6 d 21 h; 10 s for an answer. Whatever the receiver answers, the schedule stays.",
  );
});

test("the profile follows the event types, unless it is named", () => {
  const form = { ...EMPTY_FORM, events: ["WORKFLOW_COMPLETED"] };
  expect(defaultsOf(form)).toMatchObject({
    profile: "transactionlink",
    scheme: "jws",
    signatureHeader: "JWS-SIGNATURE",
    retry: { kind: "fixed", attempts: 6 },
  });
  expect(defaultsOf({ ...form, profile: "pawapass" })).toMatchObject({ scheme: "hmac" });
  expect(defaultsOf({ ...form, takesAll: true }).profile).toBe("standard");
});

test("the installation's limits are shown where a webhook has none of its own", async () => {
  const limited = bed.handlerWith({ defaultLimits: { rateLimit: 20 } });
  const { id } = await createWebhook(bed);
  const webhook = (await limited.admin("GET", `/webhooks/${id}`)).body as Webhook;
  expect(defaultsOf(EMPTY_FORM, { webhook })).toMatchObject({
    perSecond: "20",
    maxInFlight: "none",
  });
  expect(defaultsOf(EMPTY_FORM)).toMatchObject({ perSecond: "", maxInFlight: "" });
  expect(defaultsOf(EMPTY_FORM).timeoutSeconds).toBe(10);
  expect(defaultsOf(EMPTY_FORM, { longestTimeout: 3 }).timeoutSeconds).toBe(3);
});

test("the longest timeout of an installation is told by its document", async () => {
  expect(longestTimeoutIn((await bed.ask("GET", "/openapi.json")).body)).toBe(30);
  expect(longestTimeoutIn({ components: [] })).toBeUndefined();
});

test("secrets are to be given again where they would go to another origin", () => {
  const before = { ...EMPTY_FORM, endpoint: "https://example.com/hooks" };
  const at = (endpoint: string) => movedOrigins(before, { ...before, endpoint });
  expect(at("https://example.com/other")).toEqual({ endpoint: false, token: false });
  expect(at("https://example.org/hooks")).toEqual({ endpoint: true, token: true });
  expect(at("https://exa mple")).toEqual({ endpoint: false, token: false });
  const oauth2 = { ...before.oauth2, tokenUrl: "https://login.example.com/" };
  const moved = { ...oauth2, tokenUrl: "https://login.example.org/" };
  expect(movedOrigins({ ...before, oauth2 }, { ...before, oauth2: moved })).toEqual({
    endpoint: false,
    token: true,
  });
});

test("a webhook is paused before it changes, and enabled after that", () => {
  const before = { ...EMPTY_FORM, endpoint: "https://example.com/" };
  const renamed = { ...before, name: "Orders" };
  const kinds = (from: typeof before, to: typeof before) =>
    saveSteps(from, to).map(({ kind }) => kind);
  expect(kinds(before, before)).toEqual([]);
  expect(kinds(before, renamed)).toEqual(["patch"]);
  expect(kinds(before, { ...renamed, status: "disabled" })).toEqual(["disable", "patch"]);
  expect(kinds({ ...before, status: "gone" }, renamed)).toEqual(["patch", "enable"]);
});

test("files are read as the API takes them", () => {
  const bytes = Uint8Array.from({ length: 20_000 }, (_, index) => index % 251);
  expect(base64Of(bytes)).toBe(Buffer.from(bytes).toString("base64"));
  expect(pemOf(Buffer.from("-----BEGIN"))).toBe("-----BEGIN");
});
