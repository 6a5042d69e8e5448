import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";

import { AWKWARD_PAYLOADS } from "../../../../support/awkward-payloads.ts";
import { type ForeignChecks, verifiedByPython } from "../../../../support/foreign-verification.ts";
import { jsonObjectArbitrary, printedArbitrary } from "../../../../support/json-text-arbitrary.ts";
import {
  makeTestSigners,
  type SignedBody,
  type TestSigners,
} from "../../../../support/signed-bodies.ts";

const SCHEMES = ["jws", "hmac", "standard"] as const;

/** Payloads made up for a run, beside the table. */
const MADE_UP = 100;

const TRUE_OF = {
  jws: {
    detached: true,
    header: true,
    "as it is": true,
    "without whitespace": true,
    "same value": true,
  },
  hmac: { "as it is": true, "same value": true },
  standard: { "as it is": true, "same value": true },
};

let signers: TestSigners;

beforeAll(async () => {
  signers = await makeTestSigners();
});

function verified(
  requests: readonly SignedBody[],
  keys: Record<string, string> = { [signers.kid]: signers.publicKeyPem },
): ForeignChecks[] {
  return verifiedByPython(requests, keys);
}

describe("PyJWT, cryptography and Python's hmac verify what our signers sign", () => {
  describe.each(SCHEMES)("%s", (scheme) => {
    test("of every awkward payload", async () => {
      const requests = await Promise.all(
        AWKWARD_PAYLOADS.map(([, payload]) => signers.sign(scheme, payload)),
      );
      const checks = verified(requests);
      const found = AWKWARD_PAYLOADS.map(([title], index) => ({ title, ...checks[index] }));
      expect(found).toEqual(AWKWARD_PAYLOADS.map(([title]) => ({ title, ...TRUE_OF[scheme] })));
    });

    test("of payloads made up for this run", async () => {
      const payloads = fc.sample(jsonObjectArbitrary.chain(printedArbitrary), MADE_UP);
      const requests = await Promise.all(payloads.map((payload) => signers.sign(scheme, payload)));
      const checks = verified(requests);
      const found = payloads.map((payload, index) => ({ payload, ...checks[index] }));
      expect(found).toEqual(payloads.map((payload) => ({ payload, ...TRUE_OF[scheme] })));
    });
  });
});

/** The same request with another value of a header. */
function withHeader(
  request: SignedBody,
  name: string,
  change: (value: string) => string,
): SignedBody {
  return {
    ...request,
    headers: { ...request.headers, [name]: change(request.headers[name] ?? "") },
  };
}

/** A base64 or hex text with its first character changed. */
const otherFirst = (text: string): string => (text.startsWith("0") ? "1" : "0") + text.slice(1);

/** A detached JWS with its header changed. */
const otherHeader = (change: (header: Record<string, string>) => object) => (jws: string) => {
  const [header = "", , value = ""] = jws.split(".");
  const changed = change(JSON.parse(Buffer.from(header, "base64url").toString()));
  return `${Buffer.from(JSON.stringify(changed)).toString("base64url")}..${value}`;
};

describe("and nothing else", () => {
  const payload = '{"amount": 5.00, "to": "Ann B."}';
  const otherBody = (request: SignedBody): SignedBody => ({
    ...request,
    body: request.body.replace("5.00", "5.01"),
  });
  const otherSecret = (request: SignedBody): SignedBody => ({
    ...request,
    secret: otherFirst(request.secret),
  });

  test.each<[string, (request: SignedBody) => SignedBody]>([
    ["another body", otherBody],
    [
      "another amount of nothing",
      (request) => ({ ...request, body: `${request.body.slice(0, -1)},"a":0}` }),
    ],
    [
      "another value",
      (request) =>
        withHeader(request, "jws-signature", (jws) =>
          jws.replace(/\.\.(.)/u, (_, first: string) => `..${otherFirst(first)}`),
        ),
    ],
    [
      "no value",
      (request) => withHeader(request, "jws-signature", (jws) => jws.replace(/[^.]+$/u, "")),
    ],
    [
      "another kid",
      (request) =>
        withHeader(
          request,
          "jws-signature",
          otherHeader((header) => ({ ...header, kid: "00000000-0000-4000-8000-000000000000" })),
        ),
    ],
    [
      "another type",
      (request) =>
        withHeader(
          request,
          "jws-signature",
          otherHeader((header) => ({ ...header, typ: "JOSE" })),
        ),
    ],
    [
      "no algorithm",
      (request) =>
        withHeader(
          request,
          "jws-signature",
          otherHeader((header) => ({ ...header, alg: "none" })),
        ),
    ],
  ])("jws: %s", async (_, tamper) => {
    const [checks] = verified([tamper(await signers.sign("jws", payload))]);
    expect(checks).toMatchObject({ "as it is": false, "without whitespace": false });
  });

  test("jws: the key of another", async () => {
    const { publicKeyPem } = await makeTestSigners();
    const requests = [await signers.sign("jws", payload)];
    const [checks] = verified(requests, { [signers.kid]: publicKeyPem });
    expect(checks).toMatchObject({ header: true, "as it is": false, "without whitespace": false });
  });

  test.each<["hmac" | "standard", string, (request: SignedBody) => SignedBody]>([
    ["hmac", "another body", otherBody],
    ["hmac", "another secret", otherSecret],
    ["hmac", "another signature", (request) => withHeader(request, "x-signature", otherFirst)],
    ["standard", "another body", otherBody],
    [
      "standard",
      "another secret",
      (request) => ({ ...request, secret: request.secret.replace("Mf", "Mg") }),
    ],
    ["standard", "another id", (request) => withHeader(request, "webhook-id", (id) => `${id}0`)],
    [
      "standard",
      "another time",
      (request) => withHeader(request, "webhook-timestamp", (time) => `${Number(time) + 1}`),
    ],
    [
      "standard",
      "another version",
      (request) =>
        withHeader(request, "webhook-signature", (value) => value.replace("v1,", "v1a,")),
    ],
  ])("%s: %s", async (scheme, _, tamper) => {
    const [checks] = verified([tamper(await signers.sign(scheme, payload))]);
    expect(checks).toMatchObject({ "as it is": false });
  });
});
