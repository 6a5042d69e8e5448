import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, gunzipSync } from "node:zlib";

import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { readBuiltFiles } from "../../../lambdas/console/built-files.ts";
import type { FrameOrigins } from "../../../lambdas/console/frame-origins.ts";
import { makeConsole } from "../../../lambdas/console/make-console.ts";
import { makeServeFile } from "../../../lambdas/console/serve-file.ts";
import { makeRecordedLog } from "../../support/recorded-log.ts";

const SCRIPT = "export const x = 1;\n".repeat(100);
const CONSOLE_HTML = "<!doctype html><title>console é</title>";
const LINK = "plk_acme_0123456789ab";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ringback-console-"));
  const files = {
    "pages/console.html": CONSOLE_HTML,
    "pages/portal.html": "<!doctype html><title>portal</title>",
    "assets/main.4XK2.js": SCRIPT,
    "assets/main.AB12.css": "body{}",
  };
  for (const name of ["pages", "assets"]) await mkdir(join(folder, name));
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), text);
    await writeFile(join(folder, `${name}.br`), brotliCompressSync(text));
  }
});

afterAll(() => rm(folder, { recursive: true }));

/** A console; its links may be shown by https://bank.example. */
function consoleWith(options: { frameOrigins?: FrameOrigins; apiHosts?: string[] } = {}) {
  const { log, lines } = makeRecordedLog();
  const asked: string[] = [];
  const frameOrigins = (linkId: string) => {
    asked.push(linkId);
    return options.frameOrigins?.(linkId) ?? Promise.resolve(["https://bank.example"]);
  };
  const readFiles = () => ({
    pages: readBuiltFiles(join(folder, "pages")),
    assets: readBuiltFiles(join(folder, "assets")),
  });
  const handler = makeConsole({
    serveFile: makeServeFile({ readFiles, frameOrigins, log }),
    apiHosts: options.apiHosts ?? [],
    log,
    now: () => 1007,
  });
  const ask = (path: string, more: { method?: string; headers?: Record<string, string> } = {}) =>
    handler(eventOf(path, more), { awsRequestId: "f1" } as Context);
  return { ask, lines, asked };
}

function eventOf(
  path: string,
  { method = "GET", headers = {} }: { method?: string; headers?: Record<string, string> },
): APIGatewayProxyEventV2 {
  return {
    rawPath: path,
    rawQueryString: "key=rbk_secret",
    headers,
    requestContext: {
      requestId: "r1",
      domainName: "api.example.com",
      timeEpoch: 1000,
      http: { method, path },
    },
  } as unknown as APIGatewayProxyEventV2;
}

describe("the console's page", () => {
  test.each(["/console/", "/console/index.html"])("is at %s, asked for each time", async (path) => {
    const answer = await consoleWith().ask(path);
    expect(answer).toMatchObject({ statusCode: 200, body: CONSOLE_HTML });
    expect(answer).not.toHaveProperty("isBase64Encoded");
    expect(answer.headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "cross-origin-opener-policy": "same-origin",
      "content-security-policy": expect.stringMatching(/frame-ancestors 'none'$/u),
    });
  });

  test("is reached from /console by a relative address, under whatever prefix", async () => {
    const { statusCode, headers, body } = await consoleWith().ask("/console");
    expect({ statusCode, body }).toEqual({ statusCode: 308, body: "" });
    for (const base of ["https://h/console", "https://h/base/path/console"]) {
      const page = new URL(headers["location"]!, base);
      expect(page.href).toBe(`${base}/index.html`);
      expect(new URL("..", page).href).toBe(new URL(".", base).href);
    }
  });

  test("is 304 to who has it", async () => {
    const { ask } = consoleWith();
    const { etag = "" } = (await ask("/console/")).headers;
    const answer = await ask("/console/", { headers: { "If-None-Match": etag } });
    expect(answer).toMatchObject({ statusCode: 304, body: "", headers: { etag } });
  });
});

describe("an asset", () => {
  const path = "/console/assets/main.4XK2.js";

  test.each([
    ["br", "gzip, deflate, br, zstd", brotliDecompressSync],
    ["gzip", "gzip", gunzipSync],
  ])("comes as %s, whole, to be kept for good", async (coding, accepted, decode) => {
    const { ask } = consoleWith();
    const headers = { "accept-encoding": accepted };
    for (const answer of [await ask(path, { headers }), await ask(path, { headers })]) {
      expect(answer).toMatchObject({ statusCode: 200, isBase64Encoded: true });
      expect(decode(Buffer.from(answer.body, "base64")).toString()).toBe(SCRIPT);
      expect(answer.headers).toMatchObject({
        "content-encoding": coding,
        "content-type": "text/javascript; charset=utf-8",
        "cache-control": "public, max-age=31536000, immutable",
        vary: "accept-encoding",
        etag: expect.stringMatching(/^W\/"/u),
        "x-content-type-options": "nosniff",
        // Opened by itself it may do nothing.
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "cross-origin-resource-policy": "same-origin",
      });
    }
  });

  test("is read once", async () => {
    const { ask } = consoleWith();
    const once = join(folder, "assets", "once.js");
    await writeFile(once, SCRIPT);
    await writeFile(`${once}.br`, brotliCompressSync(SCRIPT));
    const headers = { "accept-encoding": "br" };
    const first = await ask("/console/assets/once.js", { headers });
    await rm(once);
    await rm(`${once}.br`);
    expect(await ask("/console/assets/once.js", { headers })).toEqual(first);
  });

  test("comes as it is to who takes no coding", async () => {
    const answer = await consoleWith().ask(path);
    expect(answer).toMatchObject({ statusCode: 200, body: SCRIPT });
    expect(answer.headers).not.toHaveProperty("content-encoding");
  });

  test.each([
    ...["x.js", "main.4XK2.js.br", "main.js", "MAIN.4XK2.JS", "", "..", "../pages/console.html"],
    ...[
      "%2e%2e",
      "..%2fpages%2fconsole.html",
      "%6dain.4XK2.js",
      "main.4XK2.js%00",
      "main.4XK2.js/",
    ],
    ...["__proto__", "constructor", "a".repeat(10_000), "..\\pages\\console.html"],
  ])("is no other than those that there are: %.40s", async (name) => {
    const answer = await consoleWith().ask(`/console/assets/${name}`);
    expect(answer.statusCode).toBe(404);
    expect(answer.headers).toMatchObject({
      "cache-control": "no-store",
      "content-type": "application/problem+json",
    });
  });
});

describe("the portal's page", () => {
  test("is shown by the sites of its link, and kept by no browser", async () => {
    const { ask, asked } = consoleWith();
    const { statusCode, headers, body } = await ask(`/portal/${LINK}`);
    expect(statusCode).toBe(200);
    expect(body).toContain("portal");
    expect(headers["content-security-policy"]).toMatch(/frame-ancestors https:\/\/bank\.example$/u);
    expect(headers["cache-control"]).toBe("no-store");
    expect(headers).not.toHaveProperty("cross-origin-opener-policy");
    expect(asked).toEqual([LINK]);
  });

  test("comes all the same when the table fails, in no frame, and the log says so", async () => {
    const fault = Object.assign(new Error("Throughput exceeds"), { name: "ThrottlingException" });
    const { ask, lines } = consoleWith({ frameOrigins: () => Promise.reject(fault) });
    const { statusCode, headers } = await ask(`/portal/${LINK}`);
    expect(statusCode).toBe(200);
    expect(headers["content-security-policy"]).toMatch(/frame-ancestors 'none'$/u);
    expect(lines[0]).toMatch(/^\["error","portal link not read",.*ThrottlingException/u);
  });
});

describe("every request", () => {
  test("HEAD has the headers of GET, and no body", async () => {
    const { ask } = consoleWith();
    const headers = { "accept-encoding": "br" };
    for (const path of [
      "/console/",
      "/console/assets/main.AB12.css",
      "/nothing",
      `/portal/${LINK}`,
    ]) {
      const got = await ask(path, { headers });
      const head = await ask(path, { headers, method: "HEAD" });
      expect(head).toEqual({ statusCode: got.statusCode, headers: got.headers, body: "" });
    }
  });

  test.each(["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get"])(
    "%s is not taken",
    async (method) => {
      const { ask } = consoleWith();
      for (const path of ["/console", "/console/", "/console/assets/x", `/portal/${LINK}`]) {
        const answer = await ask(path, { method });
        expect(answer).toMatchObject({ statusCode: 405, headers: { allow: "GET, HEAD" } });
      }
      expect((await ask("/nothing", { method })).statusCode).toBe(404);
    },
  );

  test("is answered with a problem document where there is nothing", async () => {
    const { headers, body } = await consoleWith().ask("/console/<script>");
    expect(JSON.parse(body)).toEqual({
      type: "urn:ringback:problem:not-found",
      title: "Not found",
      status: 404,
      detail: "There is nothing at this path; the console is at /console.",
      errors: [],
      request_id: "r1",
    });
    expect(headers["content-security-policy"]).toBe("default-src 'none'; frame-ancestors 'none'");
  });

  test("is read without the base path of a custom domain", async () => {
    const { ask } = consoleWith({ apiHosts: ["api.example.com/ring"] });
    expect((await ask("/ring/console/")).statusCode).toBe(200);
    expect((await ask("/ring/console/assets/main.AB12.css")).statusCode).toBe(200);
    expect((await ask("/console/")).statusCode).toBe(200);
    expect((await ask("/other/console/")).statusCode).toBe(404);
  });

  test("is one line in the log, without what its caller wrote", async () => {
    const { ask, lines } = consoleWith();
    await ask(`/portal/${LINK}`);
    await ask("/console/assets/secret");
    await ask("/secret", { method: "HEAD" });
    const all = { request_id: "r1", duration_ms: 7 };
    const asset = "/console/assets/{name}";
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      [
        { ...all, method: "GET", route: "/portal/{id}", status: 200 },
        { ...all, method: "GET", route: asset, status: 404, problem: "not-found" },
        { ...all, method: "HEAD", route: "none", status: 404, problem: "not-found" },
      ].map((line) => ["info", "request", line]),
    );
    expect(JSON.stringify(lines)).not.toMatch(/secret|plk_/u);
  });

  test("is answered, whatever its path and headers are, and tells nothing that it should not", async () => {
    const { ask } = consoleWith();
    const part = fc.oneof(
      fc.constantFrom("console", "assets", "portal", "main.4XK2.js", "pages", "..", "%2e%2e", LINK),
      fc.string({ unit: "binary", maxLength: 20 }),
    );
    const header = fc.oneof(
      fc.constantFrom("*", "br", "gzip;q=0", "identity", "br;q=2, *;q=0.1"),
      fc.string({ maxLength: 300 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { maxLength: 6 }).map((parts) => `/${parts.join("/")}`),
        fc.record({ "accept-encoding": header, "if-none-match": header, cookie: header }),
        async (path, headers) => {
          const answer = await ask(path, { headers });
          expect([200, 304, 308, 404]).toContain(answer.statusCode);
          expect(Object.values(answer.headers).join("")).not.toMatch(/[^ -~]/u);
          const { "content-security-policy": policy, "cache-control": kept } = answer.headers;
          expect(policy).toContain("default-src 'none'");
          expect(kept?.includes("immutable") === true).toBe(
            path.startsWith("/console/assets/") && answer.statusCode < 400,
          );
        },
      ),
    );
  });

  test("of which a fault keeps the files away is 500, and the log says why", async () => {
    const { log, lines } = makeRecordedLog();
    const readFiles = () => {
      throw new Error("ENOENT: /var/task/files");
    };
    const frameOrigins = () => Promise.resolve([]);
    const serveFile = makeServeFile({ readFiles, frameOrigins, log });
    const handler = makeConsole({ serveFile, apiHosts: [], log, now: () => 1007 });
    const answer = await handler(eventOf("/console/", {}), { awsRequestId: "f1" } as Context);
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain("ENOENT");
    expect(lines.map((line) => (JSON.parse(line) as string[])[1])).toEqual([
      "request failed",
      "request",
    ]);
  });
});
