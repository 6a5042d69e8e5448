import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { filledIn } from "../../../console/verify/fill-in.ts";
import {
  IN_LANGUAGE,
  type Language,
  LANGUAGES,
  type SignatureSettings,
  signatureSettings,
} from "../../../console/verify/languages.ts";
import { hmacSignature } from "../../../lambdas/shared/domain/hmac-signature.ts";
import { documentCode } from "../../support/document-code.ts";
import { type Case, LANGUAGES as FOREIGN } from "../../support/foreign-language.ts";
import { type KeyServer, startKeyServer } from "../../support/key-server.ts";
import { makeTestSigners, type TestSigners } from "../../support/signed-bodies.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { webhookOf } from "../webhooks/support/shown-things.ts";

/**
 * As in test/docs/verify.test.ts: `RINGBACK_TEST_LANGUAGES=java,go` runs the compiled ones, too.
 */
const RUN: readonly Language[] = LANGUAGES.filter(
  (language) =>
    language === "node" ||
    language === "python" ||
    process.env["RINGBACK_TEST_LANGUAGES"]?.split(",").includes(language) === true,
);

const PAGE = documentCode("verify.md");
const DEFAULTS: Omit<SignatureSettings, "scheme"> = {
  headerName: "X-SIGNATURE",
  algorithm: "sha256",
  encoding: "hex",
  prefix: "",
  keysUrl: "https://api.example/applications/acme/sandbox/signing-keys",
};
const PREFIX = 'HMAC "X-SIGNATURE" \\u0041 $& ';
const ALL_FORMS = (["sha256", "sha384", "sha512"] as const).flatMap((algorithm) =>
  (["hex", "base64"] as const).flatMap((encoding) =>
    ["", PREFIX].map((prefix) => ({ algorithm, encoding, prefix })),
  ),
);
/** Each is a process: every kind of edit once, and all where one asks for all languages. */
const FORMS =
  process.env["RINGBACK_TEST_LANGUAGES"] === undefined
    ? ([
        { algorithm: "sha384", encoding: "hex", prefix: "" },
        { algorithm: "sha512", encoding: "base64", prefix: PREFIX },
      ] as const)
    : ALL_FORMS;

function codeOf(language: Language, settings: SignatureSettings): string {
  return filledIn(PAGE.get(IN_LANGUAGE[language].file(settings.scheme)) ?? "", language, settings);
}

describe.each(LANGUAGES)("the code for %s", (language) => {
  test("is that of docs/verify.md, where nothing is configured", () => {
    for (const scheme of ["hmac", "standard"] as const) {
      const page = PAGE.get(IN_LANGUAGE[language].file(scheme));
      expect(page).toContain("erify");
      expect(codeOf(language, { ...DEFAULTS, scheme })).toBe(page);
    }
  });

  test("names the webhook's header and where its keys are, and no setting", () => {
    const headerName = "Sha256.New-Signature";
    const jws = codeOf(language, { ...DEFAULTS, scheme: "jws", headerName });
    expect(jws).toContain(headerName);
    expect(jws).toContain('"https://api.example/applications/acme/sandbox/signing-keys/"');
    expect(jws).not.toMatch(/JWS-SIGNATURE|RINGBACK_URL|\bimport os$|\t"os"/mu);
    const hmac = codeOf(language, { ...DEFAULTS, scheme: "hmac", headerName, algorithm: "sha512" });
    expect(hmac).toContain(headerName);
    expect(hmac).not.toContain("X-SIGNATURE");
  });

  test("is refused where it is not what is to be changed", () => {
    expect(() => filledIn("nothing", language, { ...DEFAULTS, scheme: "hmac" })).toThrow("has no");
  });
});

let signers: TestSigners;
let keys: KeyServer;

beforeAll(async () => {
  signers = await makeTestSigners();
  keys = await startKeyServer({ [signers.kid]: signers.publicKeyPem }, {});
});

afterAll(() => keys.close());

describe.each(RUN)("the code for %s, run", (language) => {
  /** Runs the code of all three schemes, with these settings. */
  async function verdicts(settings: Omit<SignatureSettings, "scheme">, cases: readonly Case[]) {
    const folder = join(temporaryFolder(), language);
    mkdirSync(folder);
    const edit = (code: string, name: string): string => {
      const scheme = (["jws", "hmac", "standard"] as const).find(
        (one) => IN_LANGUAGE[language].file(one) === name,
      );
      return scheme === undefined ? code : filledIn(code, language, { ...settings, scheme });
    };
    return FOREIGN[language]?.({ folder, ringbackUrl: "https://not.used.example", edit })(cases);
  }

  test.each(FORMS)(
    "verifies $algorithm in $encoding after '$prefix'",
    { timeout: 60_000 },
    async (form) => {
      const body = '{"amount": 5.00}';
      const good = hmacSignature("secret", body, form);
      const bad = hmacSignature("secret", body, { ...form, prefix: `x${form.prefix}` });
      const cases: Case[] = [
        ["hmac", body, good, "secret"],
        ["hmac", body, bad, "secret"],
        ["hmac", body, good, "other"],
      ];
      expect(await verdicts({ ...DEFAULTS, ...form }, cases)).toEqual(["true", "false", "false"]);
    },
  );

  test("fetches the keys where it says", { timeout: 60_000 }, async () => {
    const signed = await signers.sign("jws", '{"amount":5.00}');
    const signature = signed.headers["jws-signature"] ?? "";
    const settings = { ...DEFAULTS, keysUrl: `${keys.url}/signing-keys` };
    const cases: Case[] = [
      ["jws", signed.body, signature],
      ["jws", `${signed.body} `, signature],
    ];
    expect(await verdicts(settings, cases)).toEqual(["true", "false"]);
  });
});

describe("the settings of a webhook", () => {
  const base = "https://api.example/stage";

  test("are what holds for it", () => {
    const webhook = webhookOf({
      signing_keys: "/applications/acme/sandbox/signing-keys",
      effective: {
        ...webhookOf().effective,
        signature: { scheme: "jws", header_name: "X-Card-Signature" },
      },
    });
    expect(signatureSettings(webhook, base)).toMatchObject({
      scheme: "jws",
      headerName: "X-Card-Signature",
      keysUrl: "https://api.example/stage/applications/acme/sandbox/signing-keys",
    });
    expect(signatureSettings(webhookOf(), base)).toMatchObject({
      scheme: "hmac",
      headerName: "X-SIGNATURE",
      algorithm: "sha256",
    });
  });

  test("are none where it does not sign", () => {
    const effective = { ...webhookOf().effective, signature: { scheme: "none" as const } };
    expect(signatureSettings(webhookOf({ effective }), base)).toBeUndefined();
  });
});
