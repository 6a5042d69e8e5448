import { expect, test } from "vitest";

import { verifySteps } from "../../../console/verify/verify-steps.ts";

const SETTINGS = {
  headerName: "X-Acme",
  algorithm: "sha512",
  encoding: "base64",
  prefix: "sha512=",
  keysUrl: "https://api.example/applications/acme/sandbox/signing-keys",
} as const;

test.each([
  ["jws", ["X-Acme", "https://api.example/applications/acme/sandbox/signing-keys/<kid>"]],
  ["hmac", ["X-Acme", "SHA-512", "base64", '"sha512=" before it']],
  ["standard", ["webhook-signature", "five minutes", "whsec_"]],
] as const)("the steps of %s name what is configured", (scheme, words) => {
  const text = verifySteps({ ...SETTINGS, scheme }).join("\n");
  for (const word of words) expect(text).toContain(word);
  expect(text).toContain("raw body");
  expect(text).toContain("never with 410");
});
