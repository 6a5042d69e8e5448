import { request } from "node:http";
import { brotliDecompressSync } from "node:zlib";

import { expect, test } from "vitest";

import { testCloud } from "../support/cloud.ts";

const cloud = await testCloud();

/** GETs as a browser does, compressed, following no redirect. */
async function get(url: string | URL, headers: Readonly<Record<string, string>> = {}) {
  const response = Promise.withResolvers<Response>();
  const accepted = { "accept-encoding": "gzip, deflate, br, zstd", ...headers };
  request(url, { headers: accepted }, (incoming) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const { statusCode: status } = incoming;
      const received = new Headers(incoming.headers as Record<string, string>);
      response.resolve({ status, headers: received, body: Buffer.concat(chunks) });
    });
  }).end();
  return response.promise;
}

interface Response {
  readonly status: number | undefined;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** The page that a URL leads to, and where it is. */
async function pageAt(url: string | URL): Promise<Response & { readonly url: URL }> {
  const response = await get(url);
  const location = response.headers.get("location");
  return location === null ? { ...response, url: new URL(url) } : pageAt(new URL(location, url));
}

function textOf({ headers, body }: Response): string {
  return (headers.get("content-encoding") === "br" ? brotliDecompressSync(body) : body).toString();
}

/** The addresses of what a page loads. */
function assetsOf(page: Response & { readonly url: URL }): URL[] {
  const named = textOf(page).matchAll(/\b(?:src|href)="(?<path>(?:[^":]*\/)?assets\/[^"]+)"/gu);
  return Array.from(named, ({ groups }) => new URL(groups?.["path"] ?? "", page.url));
}

const POLICY =
  /^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;/u;

test.each(["/console", "/console/", "/console/index.html"])(
  "the console is at %s, under the prefix of the local cloud",
  async (path) => {
    const page = await pageAt(`${cloud.api_url}${path}`);
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(page.headers.get("content-security-policy")).toMatch(POLICY);
    expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(textOf(page)).toContain("</html>");
    // As the page finds the API.
    expect(new URL("..", page.url).href).toBe(`${cloud.api_url}/`);
  },
);

test("what it loads is compressed, may be kept for good, and is all there", async () => {
  const assets = assetsOf(await pageAt(cloud.console_url));
  expect(assets.map(({ pathname }) => pathname.replace(/^.*\./u, "")).toSorted()).toEqual([
    "css",
    "js",
  ]);
  for (const url of assets) {
    const asset = await get(url);
    expect(asset.status).toBe(200);
    expect(asset.headers.get("content-encoding")).toBe("br");
    expect(asset.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(textOf(asset).length).toBeGreaterThan(asset.body.length);
    const etag = asset.headers.get("etag") ?? "";
    expect((await get(url, { "if-none-match": etag })).status).toBe(304);
  }
});

test("a portal is the same program; the page of a link that there is not is in no frame", async () => {
  const links = ["plk_acme_0123456789ab", "nonsense", "%20"];
  const pages = await Promise.all(links.map((link) => pageAt(`${cloud.api_url}/portal/${link}`)));
  const assets = assetsOf(await pageAt(cloud.console_url)).map(String);
  for (const page of pages) {
    expect(page.status).toBe(200);
    expect(page.headers.get("content-security-policy")).toMatch(POLICY);
    expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(page.headers.get("cache-control")).toBe("no-store");
    expect(assetsOf(page).map(String)).toEqual(assets);
  }
});

test("the API reference is all there, although its renderer is large", async () => {
  const page = await pageAt(`${cloud.api_url}/docs`);
  expect(page.status).toBe(200);
  expect(page.headers.get("content-security-policy")).toMatch(/script-src 'self'; style-src/u);
  const assets = await Promise.all(assetsOf(page).map((url) => get(url)));
  expect(assets.map(({ status }) => status)).toEqual([200, 200, 200]);
  const renderer = assets.find((asset) => textOf(asset).includes("createApiReference"));
  expect(renderer?.headers.get("content-encoding")).toBe("br");
});

test("HEAD is answered as GET is, and what there is not with a problem document", async () => {
  const head = await fetch(`${cloud.api_url}/console/index.html`, { method: "HEAD" });
  expect(head.status).toBe(200);
  expect(head.headers.get("content-security-policy")).toMatch(POLICY);
  const absent = await get(`${cloud.api_url}/console/assets/main.js`);
  expect(absent.status).toBe(404);
  expect(JSON.parse(textOf(absent))).toMatchObject({ type: "urn:ringback:problem:not-found" });
});
