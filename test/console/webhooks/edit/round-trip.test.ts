import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";

import type { Webhook } from "../../../../client/client.ts";
import {
  EXPONENTIAL_DEFAULTS,
  FIXED_DEFAULTS,
} from "../../../../console/webhooks/edit/retry/retry-policy-of.ts";
import { EMPTY_MTLS, EMPTY_OAUTH2 } from "../../../../console/webhooks/edit/state/empty-form.ts";
import {
  type NamedSecret,
  NO_SECRET,
  type Secret,
  STORED_SECRET,
  type WebhookForm,
} from "../../../../console/webhooks/edit/state/form-state.ts";
import { patchBetween } from "../../../../console/webhooks/edit/state/merge-patch.ts";
import { formOf } from "../../../../console/webhooks/edit/state/read-form.ts";
import { newWebhookOf } from "../../../../console/webhooks/edit/state/write-document.ts";
import { profileNameFor, PROFILES } from "../../../../lambdas/shared/profiles/profiles.ts";
import { type Answered, makeConfigApiTestBed } from "../../../support/config-api-test-bed.ts";
import { webhookFormArbitrary } from "../../../support/webhook-form-arbitrary.ts";
import { secretsOf } from "../../../support/webhook-requests.ts";

const bed = makeConfigApiTestBed();
/** Each run asks the API: enough for every option to meet every other kind. */
const RUNS = { numRuns: 40 };

beforeAll(() => bed.keyOf("admin"));

function webhookIn(answer: Answered, status: number): Webhook {
  expect([answer.status, answer.text]).toEqual([status, answer.text]);
  return answer.body as Webhook;
}

/** A form as it is read back once it is stored. */
function settled(form: WebhookForm): WebhookForm {
  const { retry, signature, mtls, authorization, oauth2 } = form;
  const profile = form.profile || profileNameFor(form.takesAll ? ["*"] : form.events);
  const { scheme, headerName, algorithm, encoding, prefix } = signature;
  const saysMore = [headerName, algorithm, encoding, prefix].some((text) => text !== "");
  const isOwn = saysMore || scheme !== PROFILES[profile].signature;
  return {
    ...form,
    password: authorization === "basic" ? STORED_SECRET : NO_SECRET,
    headers: settledRows(form.headers),
    oauth2:
      authorization === "oauth2"
        ? { ...oauth2, clientSecret: STORED_SECRET, parameters: settledRows(oauth2.parameters) }
        : EMPTY_OAUTH2,
    mtls: mtls.choice === "none" ? mtls : { ...EMPTY_MTLS, choice: "kept" },
    signature: { ...signature, secret: "", scheme: isOwn ? scheme : "" },
    retry: { ...retry, ...defaultsOfRetry(retry) },
  };
}

function settledRows(rows: readonly NamedSecret[]): readonly NamedSecret[] {
  return rows.map(({ name }) => ({ name, secret: STORED_SECRET }));
}

function defaultsOfRetry(retry: WebhookForm["retry"]): Partial<WebhookForm["retry"]> {
  const defaults =
    retry.kind === "fixed" ? FIXED_DEFAULTS : retry.kind === "" ? {} : EXPONENTIAL_DEFAULTS;
  const names = Object.keys(defaults) as (keyof typeof defaults)[];
  return Object.fromEntries(
    names.map((name) => [name, retry[name] === "" ? String(defaults[name]) : retry[name]]),
  );
}

/** A form with its conditions by path: a merge patch puts new ones behind the others. */
function inOrder(form: WebhookForm): WebhookForm {
  const conditions = form.filter.conditions.toSorted((one, other) =>
    one.path < other.path ? -1 : 1,
  );
  return { ...form, filter: { ...form.filter, conditions } };
}

/** What somebody may make of a stored webhook: of another form, with secrets kept by its choice. */
function edited(stored: WebhookForm, wanted: WebhookForm, keeps: boolean): WebhookForm {
  const keptIf = (isThere: boolean, secret: Secret): Secret =>
    keeps && isThere ? STORED_SECRET : secret;
  const keptRows = (rows: readonly NamedSecret[], present: readonly NamedSecret[]) =>
    rows.map(({ name, secret }) => ({
      name,
      secret: keptIf(
        present.some((row) => row.name === name),
        secret,
      ),
    }));
  const isOAuth2 = stored.authorization === "oauth2";
  return {
    ...wanted,
    password: keptIf(stored.authorization === "basic", wanted.password),
    headers: keptRows(wanted.headers, stored.headers),
    oauth2: {
      ...wanted.oauth2,
      clientSecret: keptIf(isOAuth2, wanted.oauth2.clientSecret),
      parameters: keptRows(wanted.oauth2.parameters, isOAuth2 ? stored.oauth2.parameters : []),
    },
    mtls: keeps && stored.mtls.choice === "kept" ? stored.mtls : wanted.mtls,
  };
}

test("a webhook that a form makes is read back as the same form", async () => {
  await fc.assert(
    fc.asyncProperty(webhookFormArbitrary, async (form) => {
      const webhook = webhookIn(await bed.admin("POST", "/webhooks", newWebhookOf(form)), 201);
      expect(inOrder(formOf(webhook))).toEqual(inOrder(settled(form)));
    }),
    RUNS,
  );
});

test("a patch makes a webhook what the form says, and keeps the secrets that were not typed", async () => {
  const forms = fc.tuple(webhookFormArbitrary, webhookFormArbitrary, fc.boolean());
  await fc.assert(
    fc.asyncProperty(forms, async ([first, wanted, keeps]) => {
      const made = webhookIn(await bed.admin("POST", "/webhooks", newWebhookOf(first)), 201);
      const before = formOf(made);
      const after = edited(before, wanted, keeps);
      const patch = patchBetween(before, after);
      const secrets = await secretsOf(bed, made.id);
      const changed = webhookIn(await bed.admin("PATCH", `/webhooks/${made.id}`, patch), 200);
      expect(inOrder(formOf(changed))).toEqual(inOrder(settled(after)));
      const now = await secretsOf(bed, made.id);
      if (after.authorization === "basic") {
        const kept = after.password.isStored ? secrets["basic_auth_password"] : after.password.text;
        expect(now["basic_auth_password"]).toBe(kept);
      }
      const values = after.headers.map(({ name, secret }) => {
        const index = before.headers.findIndex((row) => row.name === name);
        return secret.isStored ? secrets[`custom_header:${index}`] : secret.text;
      });
      expect(after.headers.map((_, index) => now[`custom_header:${index}`])).toEqual(values);
      if (after.mtls.choice === "kept") {
        expect(now["mtls_identity"]).toBe(secrets["mtls_identity"]);
      }
    }),
    RUNS,
  );
});
