import { expect, test } from "vitest";

import { payloadHashOf } from "../../../../lambdas/shared/domain/accepted-event.ts";

test("is what OpenSSL makes of the text", () => {
  // printf '{"a":"é"}' | openssl dgst -sha256 -binary | basenc --base64url
  expect(payloadHashOf('{"a":"é"}')).toBe("s6CSpq9IgH-pSCsu4UAQVXXaom1bJLPA5gp-Le5mg7E");
});
