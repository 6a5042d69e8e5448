import fc from "fast-check";
import { expect, test } from "vitest";

import { EMPTY_FORM } from "../../../../console/webhooks/edit/state/empty-form.ts";
import type { Secret, WebhookForm } from "../../../../console/webhooks/edit/state/form-state.ts";
import { isSame, patchBetween } from "../../../../console/webhooks/edit/state/merge-patch.ts";
import {
  documentOf,
  type DocumentValue,
  KEPT,
} from "../../../../console/webhooks/edit/state/write-document.ts";
import { mergePatch } from "../../../../lambdas/config-api/webhooks/merge-patch.ts";
import { isJsonObject } from "../../../../lambdas/shared/domain/json-object.ts";
import { webhookFormArbitrary } from "../../../support/webhook-form-arbitrary.ts";

const stored: Secret = { isStored: true, text: "" };

const BASIC: WebhookForm = {
  ...EMPTY_FORM,
  endpoint: "https://example.com/",
  events: ["A"],
  authorization: "basic",
  username: "ringback",
  password: stored,
};

/** A document with stored secrets as what the API has in their place. */
function asStored(value: DocumentValue): unknown {
  if (value === KEPT) return "kept";
  if (Array.isArray(value)) return value.map((one) => asStored(one as DocumentValue));
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value);
  return Object.fromEntries(
    members.flatMap(([name, one]) => (one === undefined ? [] : [[name, asStored(one)]])),
  );
}

/** Applies a patch as the API does: another kind of schedule or signature starts afresh. */
function applied(before: WebhookForm, after: WebhookForm): unknown {
  const document = asStored(documentOf(before)) as { config?: Record<string, unknown> };
  const patch = patchBetween(before, after);
  const config = { ...document.config };
  for (const [name, form] of [
    ["retry", "kind"],
    ["signature", "scheme"],
  ] as const) {
    const [present, given] = [config[name], patch.config?.[name] as unknown];
    if (!isJsonObject(present) || !isJsonObject(given)) continue;
    if (given[form] !== undefined && given[form] !== present[form]) delete config[name];
  }
  return withoutEmpty(mergePatch({ ...document, config }, patch));
}

function withoutEmpty(document: unknown): unknown {
  const { config, ...rest } = document as Record<string, unknown>;
  const isEmpty = !isJsonObject(config) || Object.keys(config).length === 0;
  return isEmpty ? rest : { ...rest, config };
}

test("a patch makes the document of one form that of another", () => {
  fc.assert(
    fc.property(webhookFormArbitrary, webhookFormArbitrary, (before, after) => {
      expect(applied(before, after)).toEqual(withoutEmpty(asStored(documentOf(after))));
    }),
  );
});

test("without a change there is nothing to send", () => {
  fc.assert(
    fc.property(webhookFormArbitrary, (form) => {
      expect(patchBetween(form, form)).toEqual({});
      expect(isSame(form, { ...form })).toBe(true);
    }),
  );
});

test("a patch names nothing but what changed", () => {
  const after = { ...BASIC, name: "Orders", endpoint: "https://example.com/other" };
  expect(patchBetween(BASIC, after)).toEqual({
    name: "Orders",
    endpoint: "https://example.com/other",
  });
});

test("a stored secret is sent only where another was typed", () => {
  expect(patchBetween(BASIC, { ...BASIC, username: "other" })).toEqual({
    config: { basic_auth_username: "other" },
  });
  const typed = { ...BASIC, password: { isStored: true, text: "n3w" } };
  expect(patchBetween(BASIC, typed)).toEqual({ config: { basic_auth_password: "n3w" } });
});

test("a stored password that was removed becomes an empty one", () => {
  const after = { ...BASIC, password: { isStored: false, text: "" } };
  expect(patchBetween(BASIC, after)).toEqual({ config: { basic_auth_password: "" } });
});

test("authentication that is left out is removed with its secrets", () => {
  const after: WebhookForm = { ...BASIC, authorization: "none" };
  expect(patchBetween(BASIC, after)).toEqual({
    config: { basic_auth_username: null, basic_auth_password: null },
  });
});

test("a header is added beside others whose values stay", () => {
  const before = { ...BASIC, headers: [{ name: "apikey", secret: stored }] };
  const added = { name: "x-tenant", secret: { isStored: false, text: "acme" } };
  const after = { ...before, headers: [...before.headers, added] };
  expect(patchBetween(before, after)).toEqual({
    config: {
      custom_headers: [
        { header_name: "apikey" },
        { header_name: "x-tenant", header_value: "acme" },
      ],
    },
  });
});

test("a stored client certificate is removed by null, and replaced as a whole", () => {
  const kept: WebhookForm = { ...BASIC, mtls: { ...BASIC.mtls, choice: "kept" } };
  const none: WebhookForm = { ...kept, mtls: { ...kept.mtls, choice: "none" } };
  expect(patchBetween(kept, none)).toEqual({ config: { mtls: null } });
  const given: WebhookForm = {
    ...kept,
    mtls: { ...kept.mtls, choice: "given", identity: "none", trust: "pem", ca: "PEM" },
  };
  expect(patchBetween(kept, given)).toEqual({ config: { mtls: { ca: "PEM" } } });
  const nothing: WebhookForm = { ...given, mtls: { ...given.mtls, trust: "public" } };
  expect(patchBetween(kept, nothing)).toEqual({ config: { mtls: {} } });
});

test("a signature that follows the profile follows another one", () => {
  const after: WebhookForm = { ...BASIC, profile: "pawapass" };
  expect(patchBetween(BASIC, after)).toEqual({
    profile: "pawapass",
    config: { signature: null },
  });
});
