import { describe, expect, test } from "vitest";

import { linkFailure, takeAddress } from "../../../console/portal/portal-code.ts";

const CODE = "q3NvbWUtY29kZS1vZi10aGUtbGluaw_-";

function take(url: string) {
  const replaced: unknown[] = [];
  const history = { replaceState: (...given: unknown[]) => void replaced.push(given[2]) };
  return { ...takeAddress({ location: new URL(url), history }), replaced };
}

describe("the address of the portal", () => {
  test("gives its code once, and loses it at once, below any path", () => {
    const base = "https://api.example.com/x/$default/portal/plk_acme_0123456789ab";
    expect(take(`${base}#${CODE}`)).toEqual({
      linkId: "plk_acme_0123456789ab",
      code: CODE,
      replaced: ["/x/$default/portal/plk_acme_0123456789ab"],
    });
  });

  test("has no code after a reload, nor where its fragment is a page of the portal", () => {
    const none = { linkId: "plk_acme_0123456789ab", code: undefined, replaced: [] };
    for (const hash of ["", "#", "#/production/webhooks", "#short", "#<script>alert(1)</script>"]) {
      expect(take(`https://h/portal/plk_acme_0123456789ab${hash}`)).toEqual(none);
    }
  });

  test("names no link where it has another form", () => {
    for (const path of ["/portal/", "/portal/x", "/portal/plk_%2e%2e", "/portal/plk_a/b"]) {
      expect(take(`https://h${path}`).linkId).toBeUndefined();
    }
  });
});

test("a link that opens nothing says what to do", () => {
  expect(linkFailure(undefined).title).toContain("before");
  expect(linkFailure("ended").title).toContain("ended");
  expect(linkFailure(404).title).toContain("any more");
  expect(linkFailure(410)).toMatchObject({ detail: expect.stringContaining("Go back") });
  for (const status of [0, 429, 503]) expect(linkFailure(status).mayTryAgain).toBe(true);
});
