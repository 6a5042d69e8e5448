import { expect, test } from "vitest";

import { defaultsOf } from "../../../../console/webhooks/edit/defaults.ts";
import { EMPTY_FORM } from "../../../../console/webhooks/edit/state/empty-form.ts";
import type { WebhookForm } from "../../../../console/webhooks/edit/state/form-state.ts";
import {
  authenticationSummary,
  retriesSummary,
  setSections,
  signatureSummary,
} from "../../../../console/webhooks/edit/summaries.ts";

const { signature, oauth2, mtls, retry } = EMPTY_FORM;
const secret = { isStored: true, text: "" };

function said(part: Partial<WebhookForm>, isNew = true) {
  const form = { ...EMPTY_FORM, ...part };
  return {
    signature: signatureSummary(form, defaultsOf(form), isNew),
    authentication: authenticationSummary(form),
    retries: retriesSummary(form, defaultsOf(form)),
    set: setSections(form),
  };
}

test("an empty form says what holds by default, and nothing of it is set", () => {
  expect(said({})).toEqual({
    signature: "Standard Webhooks, the secret is made",
    authentication: "None",
    retries: "55 attempts in 6 d 21 h, 10 s for an answer",
    set: { signature: false, authentication: false, retries: false },
  });
});

test.each<[Partial<WebhookForm>, boolean, string]>([
  [{ profile: "pawapass" }, true, "HMAC in X-SIGNATURE, the secret is made"],
  [{ profile: "pawapass" }, false, "HMAC in X-SIGNATURE, the secret stays"],
  [{ profile: "transactionlink" }, true, "JWS in JWS-SIGNATURE"],
  [{ profile: "ncore", contentType: "application/x+json" }, true, "Not signed, application/x+json"],
  [
    { signature: { ...signature, scheme: "hmac", headerName: "x-sign", secret: "s" } },
    true,
    "HMAC in x-sign, a secret of your own",
  ],
])("the signature of %j in a line", (part, isNew, words) => {
  expect(said(part, isNew).signature).toBe(words);
});

test.each<[Partial<WebhookForm>, string]>([
  [{ authorization: "basic" }, "Basic"],
  [
    { authorization: "basic", username: "ring", headers: [{ name: "apikey", secret }] },
    "Basic as ring, 1 custom header",
  ],
  [{ authorization: "oauth2" }, "OAuth 2.0"],
  [
    {
      authorization: "oauth2",
      oauth2: { ...oauth2, tokenUrl: "https://login.example.com/t" },
      mtls: { ...mtls, choice: "given", trust: "pem" },
    },
    "OAuth 2.0 by login.example.com, client certificate, own trust",
  ],
  [{ mtls: { ...mtls, choice: "kept" } }, "client certificate or trust as set"],
])("the authentication of %j in a line", (part, words) => {
  expect(said(part)).toMatchObject({ authentication: words, set: { authentication: true } });
});

test.each<[Partial<WebhookForm>, string]>([
  [
    { retry: { ...retry, kind: "fixed", attempts: "1" }, perSecond: "5", maxInFlight: "20" },
    "1 attempt, 10 s for an answer, at most 5 a second, at most 20 at once",
  ],
  [{ retry: { ...retry, kind: "fixed", attempts: "x" }, timeoutSeconds: "3" }, "3 s for an answer"],
])("retries and limits of %j in a line", (part, words) => {
  expect(said(part)).toMatchObject({ retries: words, set: { retries: true } });
});
