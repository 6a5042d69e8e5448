import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { standardSignature } from "../../lambdas/shared/domain/standard-webhooks-signature.ts";
import { AWKWARD_PAYLOADS } from "../support/awkward-payloads.ts";
import { type Case, hasOpenssl, LANGUAGES, type Verifier } from "../support/foreign-language.ts";
import { type KeyServer, startKeyServer } from "../support/key-server.ts";
import { makeTestSigners, type SignedBody, type TestSigners } from "../support/signed-bodies.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/**
 * Node and Python always; openssl where the machine has it; others (`java,go`) where one asks for
 * them.
 */
const TRIED = [
  "node",
  "python",
  ...(hasOpenssl() ? ["openssl"] : []),
  ...(process.env["RINGBACK_TEST_LANGUAGES"] ?? "").split(",").filter(Boolean),
];

const UNKNOWN_KID = "00000000-0000-4000-8000-000000000404";
const BROKEN_KID = "00000000-0000-4000-8000-000000000503";
const PAYLOAD = '{"amount": 5.00, "to": "Ann B."}';

let signers: TestSigners;
/** Those of another application. */
let others: TestSigners;
let keys: KeyServer;

beforeAll(async () => {
  signers = await makeTestSigners();
  others = await makeTestSigners();
  keys = await startKeyServer(
    { [signers.kid]: signers.publicKeyPem, [BROKEN_KID]: 503 },
    { [others.kid]: others.publicKeyPem },
  );
});

afterAll(() => keys.close());

/** What a receiver hands to the code of the document. */
function caseOf({ scheme, body, headers, secret }: SignedBody): Case {
  const value = (name: string): string => headers[name] ?? "";
  switch (scheme) {
    case "jws":
      return [scheme, body, value("jws-signature")];
    case "hmac":
      return [scheme, body, value("x-signature"), secret];
    case "standard":
      return [
        scheme,
        body,
        value("webhook-id"),
        value("webhook-timestamp"),
        value("webhook-signature"),
        secret,
      ];
  }
}

/** The same with one of its parts changed. */
function changed(one: Case, part: number, change: (text: string) => string): Case {
  const [scheme, ...fields] = one;
  return [scheme, ...fields.map((text, i) => (i === part ? change(String(text)) : text))];
}

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

/** An attempt of some time ago, signed with both secrets of an overlap. */
function overlapping(secret: string, ageSeconds: number): Case {
  const message = { id: "dlv_a_b", timestampSeconds: Math.floor(Date.now() / 1000) - ageSeconds };
  const signatures = standardSignature([OTHER_SECRET, SECRET], { ...message, body: PAYLOAD });
  return ["standard", PAYLOAD, message.id, String(message.timestampSeconds), signatures, secret];
}

const otherLast = (text: string): string => text.slice(0, -1) + (text.endsWith("0") ? "1" : "0");

/** Replaces the header of a detached JWS. */
const otherHeader = (header: object) => (jws: string) =>
  `${Buffer.from(JSON.stringify(header)).toString("base64url")}..${jws.split(".")[2]}`;

const claim = (kid: unknown, alg = "RS256") => otherHeader({ alg, kid, typ: "JWT" });

describe.each(TRIED)("the code of docs/verify.md for %s", (language) => {
  function ready(): Verifier {
    const make = LANGUAGES[language];
    if (make === undefined) throw new Error(`no such language: ${language}`);
    const folder = join(temporaryFolder(), language);
    mkdirSync(folder);
    return make({ folder, ringbackUrl: keys.url });
  }

  test("verifies what we sign, fetching the key once", { timeout: 60_000 }, async () => {
    const verifier = ready();
    const schemes = ["jws", "hmac", "standard"] as const;
    // The shell starts a handful of processes for each.
    const payloads = language === "openssl" ? AWKWARD_PAYLOADS.slice(-3) : AWKWARD_PAYLOADS;
    const signed = await Promise.all(
      schemes.flatMap((scheme) => payloads.map(([, text]) => signers.sign(scheme, text))),
    );
    const before = keys.asked.length;
    const verdicts = await verifier(signed.map(caseOf));
    const refused = signed.filter((_, index) => verdicts[index] !== "true");
    expect(refused).toEqual([]);
    if (language !== "openssl") expect(keys.asked.slice(before)).toEqual([signers.kid]);
  });

  test("verifies with either secret of an overlap", { timeout: 60_000 }, async () => {
    const verifier = ready();
    const cases = [SECRET, OTHER_SECRET].map((secret) => overlapping(secret, 60));
    expect(await verifier(cases)).toEqual(["true", "true"]);
  });

  test("refuses everything else", { timeout: 60_000 }, async () => {
    const verifier = ready();
    const jws = caseOf(await signers.sign("jws", PAYLOAD));
    const hmac = caseOf(await signers.sign("hmac", PAYLOAD));
    const standard = caseOf(await signers.sign("standard", PAYLOAD));
    const otherBody = (body: string): string => body.replace("5.00", "5.01");
    const firstOfValue = (text: string): string =>
      text.replace(/\.\.(.)/u, (_, first) => (first === "A" ? "..B" : "..A"));
    const cases: [string, Case][] = [
      ["jws: body", changed(jws, 0, otherBody)],
      ["jws: value", changed(jws, 1, firstOfValue)],
      ["jws: value cut", changed(jws, 1, (text) => text.slice(0, -8))],
      ["jws: unknown key", changed(jws, 1, claim(UNKNOWN_KID))],
      ["jws: of another application", caseOf(await others.sign("jws", PAYLOAD))],
      ["jws: no key", changed(jws, 1, otherHeader({ alg: "RS256", typ: "JWT" }))],
      ["jws: a path for a key", changed(jws, 1, claim(`../signing-keys/${signers.kid}`))],
      ["jws: no algorithm", changed(jws, 1, claim(signers.kid, "none"))],
      ["jws: another algorithm", changed(jws, 1, claim(signers.kid, "HS256"))],
      ["jws: not detached", changed(jws, 1, (text) => text.replace("..", ".e30."))],
      ["jws: one part more", changed(jws, 1, (text) => `${text}.e30`)],
      ["jws: header is no object", changed(jws, 1, (text) => `bnVsbA..${text.split(".")[2]}`)],
      ["jws: no dots", changed(jws, 1, () => "e30")],
      ["jws: no signature", changed(jws, 1, () => "")],
      ["hmac: body", changed(hmac, 0, otherBody)],
      ["hmac: signature", changed(hmac, 1, otherLast)],
      ["hmac: signature cut", changed(hmac, 1, (text) => text.slice(0, -2))],
      ["hmac: no signature", changed(hmac, 1, () => "")],
      ["hmac: secret", changed(hmac, 2, (text) => `${text}x`)],
      ["standard: body", changed(standard, 0, otherBody)],
      ["standard: id", changed(standard, 1, otherLast)],
      ["standard: no id", changed(standard, 1, () => "")],
      ["standard: time", changed(standard, 2, (text) => String(Number(text) + 1))],
      ["standard: no time", changed(standard, 2, () => "now")],
      ["standard: signature", changed(standard, 3, (text) => text.replace(/,./u, ",*"))],
      ["standard: no version", changed(standard, 3, (text) => text.replace("v1,", ""))],
      ["standard: no signature", changed(standard, 3, () => "")],
      ["standard: old", overlapping(SECRET, 600)],
      ["standard: not yet", overlapping(SECRET, -600)],
      ["standard: secret", changed(standard, 4, (text) => text.replace("Mf", "Mg"))],
    ];
    const verdicts = await verifier(cases.map(([, one]) => one));
    expect(verdicts.map((verdict, index) => `${cases[index]?.[0]} ${verdict}`)).toEqual(
      cases.map(([title]) => `${title} false`),
    );
  });

  test("does not take a fault for a forgery, where it can tell them apart", async () => {
    const verifier = ready();
    const jws = caseOf(await signers.sign("jws", PAYLOAD));
    const verdicts = await verifier([changed(jws, 1, claim(BROKEN_KID)), jws]);
    expect(verdicts).toEqual([language === "openssl" ? "false" : "fault", "true"]);
  });
});

describe.each(["node", "python"])("recognising repeats in %s", (language) => {
  test("takes a delivery once, also after a restart", async () => {
    const verifier = LANGUAGES[language]?.({ folder: temporaryFolder(), ringbackUrl: keys.url });
    const seen = async (...ids: string[]) => verifier?.(ids.map((id): Case => ["delivery", id]));
    expect(await seen("dlv_a_b", "dlv_a_c", "dlv_a_b")).toEqual(["true", "true", "false"]);
    expect(await seen("dlv_a_c", "dlv_a_d")).toEqual(["false", "true"]);
  });
});
