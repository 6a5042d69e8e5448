import fc from "fast-check";

import { OPERATORS, type TermRow } from "../../console/webhooks/edit/filter/filter-rows.ts";
import {
  EMPTY_FORM,
  EMPTY_MTLS,
  EMPTY_RETRY,
} from "../../console/webhooks/edit/state/empty-form.ts";
import type {
  MtlsForm,
  NamedSecret,
  OAuth2Form,
  RetryForm,
  Secret,
  SignatureForm,
  WebhookForm,
} from "../../console/webhooks/edit/state/form-state.ts";
import { PROFILE_NAMES, SIGNATURE_SCHEMES } from "../../lambdas/shared/domain/webhook.ts";
import { pemFile, STORE_PASSWORD, storeFile } from "./mtls-files.ts";

const optional = (texts: fc.Arbitrary<string>) => fc.oneof(fc.constant(""), texts);
const word = fc.stringMatching(/^[a-z]{1,12}$/u);
const given: fc.Arbitrary<Secret> = word.map((text) => ({ isStored: false, text }));
const number = (min: number, max: number) => optional(fc.integer({ min, max }).map(String));

/** Names with secrets, each name once. */
function named(name: fc.Arbitrary<string>): fc.Arbitrary<readonly NamedSecret[]> {
  return fc.uniqueArray(fc.record({ name, secret: given }), {
    maxLength: 3,
    selector: ({ name: text }) => text,
  });
}

const oauth2: fc.Arbitrary<OAuth2Form> = fc.record({
  tokenUrl: word.map((path) => `https://login.example.com/${path}`),
  clientId: word,
  clientSecret: given,
  clientAuth: fc.constantFrom("basic", "body"),
  scope: optional(word),
  audience: optional(word),
  resource: optional(word.map((path) => `https://example.com/${path}`)),
  parameters: named(fc.constantFrom("tenant", "realm", "acr")),
});

/** Client certificates and trust that the API takes. */
export const MTLS_FORMS: readonly MtlsForm[] = [
  {
    ...EMPTY_MTLS,
    choice: "given",
    identity: "pem",
    certificate: pemFile("client"),
    privateKey: pemFile("client-key.aes256"),
    passphrase: STORE_PASSWORD,
    trust: "pem",
    ca: pemFile("ca"),
  },
  {
    ...EMPTY_MTLS,
    choice: "given",
    identity: "store",
    keystore: storeFile("client.p12"),
    keystorePassword: STORE_PASSWORD,
    trust: "store",
    truststore: storeFile("truststore.jks"),
    truststorePassword: STORE_PASSWORD,
  },
  { ...EMPTY_MTLS, choice: "given", identity: "none", trust: "pem", ca: pemFile("ca") },
];

const signature: fc.Arbitrary<SignatureForm> = fc
  .record({
    scheme: fc.constantFrom("" as const, ...SIGNATURE_SCHEMES),
    headerName: optional(word.map((text) => `x-${text}`)),
    algorithm: fc.constantFrom("" as const, "sha256", "sha384", "sha512"),
    encoding: fc.constantFrom("" as const, "hex", "base64"),
    prefix: optional(fc.constantFrom("sha256=", "v1 ")),
  })
  .map((form): SignatureForm => {
    const [hasHeader, isHmac] = [/jws|hmac/u.test(form.scheme), form.scheme === "hmac"];
    const secret = { "": "", jws: "", none: "", hmac: "a".repeat(32), standard: STANDARD }[
      form.scheme
    ];
    return {
      scheme: form.scheme,
      secret,
      headerName: hasHeader ? form.headerName : "",
      algorithm: isHmac ? form.algorithm : "",
      encoding: isHmac ? form.encoding : "",
      prefix: isHmac ? form.prefix : "",
    };
  });

/** A secret of Standard Webhooks. */
const STANDARD = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

const retry: fc.Arbitrary<RetryForm> = fc.oneof(
  fc.constant(EMPTY_RETRY),
  fc
    .record({
      kind: fc.constantFrom("exponential", "fixed"),
      attempts: number(1, 1000),
      initialSeconds: number(1, 60),
      factor: fc.constantFrom("", "1", "1.5", "10"),
      capSeconds: number(60, 86_400),
      jitter: fc.constantFrom("", "0", "0.5", "1"),
      intervalSeconds: number(1, 86_400),
      breaker: fc.constantFrom("" as const, "true", "false"),
      stopOn: fc.uniqueArray(fc.integer({ min: 300, max: 599 }), { maxLength: 3 }),
    })
    .map(({ stopOn, ...form }): RetryForm => {
      const shared = { ...EMPTY_RETRY, ...form, stopOn: stopOn.join(", ") } as RetryForm;
      return form.kind === "fixed"
        ? { ...shared, initialSeconds: "", factor: "", capSeconds: "", jitter: "" }
        : { ...shared, intervalSeconds: "" };
    }),
);

const VALUES: Readonly<Record<TermRow["operator"], readonly string[]>> = {
  is: ["ACTIVE", 'ACTIVE, 12, true, "a, b"', "null"],
  "is-not": ["CLOSED", "CLOSED, LOST", "5"],
  starts: ["REFUND"],
  ends: ["_DONE"],
  "starts-not": ["A", "A, B"],
  "ends-not": ["Z"],
  number: [">= 10, < 20", "= 3"],
  exists: [""],
  missing: [""],
};

const row: fc.Arbitrary<TermRow> = fc
  .constantFrom(...OPERATORS)
  .chain((operator) =>
    fc.record({ operator: fc.constant(operator), value: fc.constantFrom(...VALUES[operator]) }),
  );

/** Conditions that the API takes, in the form that they are read back in. */
export const conditionsArbitrary = fc.uniqueArray(
  fc.record({
    path: fc.constantFrom("status", "card.status", "card.type"),
    // Neighbouring values come back in one row.
    rows: fc.uniqueArray(row, { minLength: 1, maxLength: 3, selector: ({ operator }) => operator }),
  }),
  { maxLength: 3, selector: ({ path }) => path },
);

/** Any form that the API takes as a new webhook. */
export const webhookFormArbitrary: fc.Arbitrary<WebhookForm> = fc
  .record({
    name: optional(word),
    path: word,
    takesAll: fc.boolean(),
    events: fc.subarray(["TRANSACTION", "WORKFLOW_COMPLETED", "USER_CREATED"]),
    selectsAttributes: fc.boolean(),
    attributes: fc.subarray(["userId", "operationType"]),
    conditions: conditionsArbitrary,
    profile: fc.constantFrom("" as const, ...PROFILE_NAMES),
    authorization: fc.constantFrom("none", "basic", "oauth2"),
    username: word,
    password: fc.oneof(given, fc.constant({ isStored: false, text: "" })),
    oauth2,
    headers: named(fc.constantFrom("apikey", "x-tenant", "X-Route")),
    mtls: fc.oneof(
      { weight: 4, arbitrary: fc.constant(EMPTY_MTLS) },
      fc.constantFrom(...MTLS_FORMS),
    ),
    signature,
    contentType: fc.constantFrom("", "application/vnd.acme+json"),
    retry,
    timeoutSeconds: number(1, 30),
    perSecond: fc.constantFrom("", "0.5", "10"),
    maxInFlight: number(1, 100),
  })
  .map(
    ({ path, conditions, events, authorization, username, password, oauth2: client, ...form }) => ({
      ...EMPTY_FORM,
      ...form,
      endpoint: `https://hooks.example.com/${path}`,
      events: form.takesAll ? [] : ["OPERATION_STATUS_CHANGE", ...events],
      attributes: form.selectsAttributes ? form.attributes : [],
      filter: { mode: "rows", conditions, json: "" },
      authorization,
      ...(authorization === "basic" && { username, password }),
      ...(authorization === "oauth2" && { oauth2: client }),
    }),
  );
