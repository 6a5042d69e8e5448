import { beforeEach, describe, expect, test, vi } from "vitest";

import * as contentCoding from "../../../../lambdas/config-api/http/content-coding.ts";
import { makePresent } from "../../../../lambdas/config-api/http/present.ts";
import { textResponse } from "../../../../lambdas/config-api/http/reply.ts";
import { ACME } from "../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../support/fresh-test-bed.ts";

vi.mock("../../../../lambdas/config-api/http/content-coding.ts", { spy: true });

const bed = freshTestBed();

beforeEach(async () => {
  await bed.ports.ensureSigningKeys(ACME);
  vi.mocked(contentCoding.encoded).mockClear();
});

function get(path: string, headers: Record<string, string> = {}, method = "GET") {
  return bed.ask(method, path, { headers });
}

describe("GET /openapi.json", () => {
  const path = "/openapi.json";

  test.each(["br", "gzip"])("is the same in %s, at a sixth of the size", async (coding) => {
    const plain = await get(path);
    const small = await get(path, { "accept-encoding": coding });
    expect(small.text).toBe(plain.text);
    expect(small.bytes).toBeLessThan(plain.bytes / 6);
    expect(small.headers).toEqual({ ...plain.headers, "content-encoding": coding });
    expect(plain.headers).toMatchObject({
      "cache-control": "public, max-age=300",
      vary: "accept-encoding",
    });
  });

  test("is compressed once, whoever asks", async () => {
    for (let index = 0; index < 5; index += 1) {
      await get(path, { "accept-encoding": "gzip" });
      await get(path, { "accept-encoding": "br" });
    }
    expect(contentCoding.encoded).toHaveBeenCalledTimes(2);
  });

  test("is not sent again to whom has it", async () => {
    const { headers } = await get(path, { "accept-encoding": "gzip" });
    const etag = headers["etag"] ?? "";
    expect(etag).toMatch(/^W\/"[\w-]{22}"$/u);
    for (const tags of [etag, `"x", ${etag}`, etag.slice(2), "*"]) {
      const again = await get(path, { "if-none-match": tags, "accept-encoding": "br" });
      expect(again).toMatchObject({ status: 304, text: "" });
      expect(again.headers).toMatchObject({
        etag,
        "cache-control": "public, max-age=300",
        vary: "accept-encoding",
      });
      expect(again.headers).not.toHaveProperty("content-type");
      expect(again.headers).not.toHaveProperty("content-encoding");
    }
    expect((await get(path, { "if-none-match": 'W/"other"' })).status).toBe(200);
  });

  test("has the same headers with HEAD", async () => {
    for (const headers of [{}, { "accept-encoding": "gzip" }, { "if-none-match": "*" }]) {
      const got = await get(path, headers);
      const head = await get(path, headers, "HEAD");
      expect(head).toMatchObject({ status: got.status, headers: got.headers, text: "", bytes: 0 });
    }
  });
});

test("public keys may be kept and have a tag, too; they are too small to compress", async () => {
  const [signing] = await bed.ports.signingKeys.list(ACME);
  for (const path of [`/signing-keys/${signing?.kid}`, "/.well-known/jwks.json"]) {
    const answer = await get(path, { "accept-encoding": "gzip" });
    expect(answer.headers).not.toHaveProperty("content-encoding");
    expect(answer.headers["cache-control"]).toMatch(/^public, max-age=\d+$/u);
    const etag = answer.headers["etag"] ?? "";
    expect((await get(path, { "if-none-match": etag })).status).toBe(304);
  }
});

test("what is not for everybody has no tag, is kept by nobody and stays as it is", async () => {
  const key = await bed.keyOf("admin");
  for (const path of ["/webhooks", "/health", "/signing-keys/nothing", "/nothing"]) {
    const answer = await bed.ask("GET", path, {
      key,
      headers: { "accept-encoding": "gzip", "if-none-match": "*" },
    });
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(answer.headers).not.toHaveProperty("etag");
    expect(answer.headers).not.toHaveProperty("content-encoding");
    expect(answer.text).not.toBe("");
  }
});

test("what a large answer varies by is added to what it varied by", () => {
  const headers = { "cache-control": "public, max-age=1", vary: "accept" };
  const present = makePresent();
  const show = (body: string) =>
    present(textResponse(200, body, "text/plain", headers), {
      id: "1",
      method: "GET",
      header: () => undefined,
    });
  expect(show("x".repeat(1024)).headers?.["vary"]).toBe("accept, accept-encoding");
  expect(show("x".repeat(1023)).headers?.["vary"]).toBe("accept");
});
