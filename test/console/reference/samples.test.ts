import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import type { OpenApi, Operation } from "../../../console/reference/openapi.ts";
import { type CodeSample, prepareDocument } from "../../../console/reference/prepare-document.ts";
import { makeConfigApiTestBed } from "../../support/config-api-test-bed.ts";

const ROOT = join(import.meta.dirname, "../../..");
const API = "https://api.example.com/ringback";

const { body } = await makeConfigApiTestBed().ask("GET", "/openapi.json");
const document = prepareDocument(body as OpenApi, API);
const operations = Object.values(document.paths ?? {}).flatMap((item) =>
  Object.values(item as Record<string, Operation & { "x-codeSamples": CodeSample[] }>),
);

function sampleOf(operationId: string, label: string): string {
  const operation = operations.find((one) => one.operationId === operationId);
  return operation?.["x-codeSamples"].find((one) => one.label === label)?.source ?? "";
}

/** A program of the user's that does as a strict one is compiled. */
const OPTIONS = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  noEmit: true,
  skipLibCheck: true,
  module: "nodenext",
  target: "es2022",
  allowImportingTsExtensions: true,
  types: ["node"],
};

const folder = mkdtempSync(join(tmpdir(), "ringback-samples-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the shell makes of a sample: the words that it gives to curl. */
function wordsGivenToCurl(sample: string): string[] {
  const script = `curl() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${sample}\n`;
  const env = { KEY: "rbk_of_mine", OPERATOR_KEY: "the_operators" };
  return execFileSync("/bin/sh", ["-c", script], { env, encoding: "utf8" })
    .split("\0")
    .slice(0, -1);
}

describe("every operation", () => {
  test("has a sample in curl and one in TypeScript", () => {
    const labels = operations.map(({ operationId, "x-codeSamples": samples }) => [
      operationId,
      ...samples.map(({ label }) => label),
    ]);
    expect(labels).toEqual(
      operations.map(({ operationId }) => [operationId, "curl", "TypeScript"]),
    );
    expect(operations.length).toBeGreaterThan(40);
  });

  test("has a TypeScript sample that compiles with the client", () => {
    for (const name of ["client", "node_modules"])
      symlinkSync(join(ROOT, name), join(folder, name));
    writeFileSync(join(folder, "package.json"), '{"type":"module"}');
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions: OPTIONS, include: ["*.ts"] }),
    );
    for (const { operationId = "" } of operations) {
      writeFileSync(join(folder, `${operationId}.ts`), sampleOf(operationId, "TypeScript"));
    }
    const compiler = join(ROOT, "node_modules/.bin/tsc");
    expect(outputOf(compiler, ["-p", folder])).toBe("");
    // So that the compiler is known to look: what no request takes is told.
    const wrong = sampleOf("createWebhook", "TypeScript").replace("endpoint:", "target:");
    writeFileSync(join(folder, "wrong.ts"), wrong);
    expect(outputOf(compiler, ["-p", folder])).toMatch(/^wrong\.ts.*error TS/mu);
  }, 60_000);

  test("has a sample in curl that asks for what the document says", () => {
    for (const { operationId = "" } of operations) {
      const words = wordsGivenToCurl(sampleOf(operationId, "curl"));
      expect(words.filter((word) => word.startsWith("https://"))).toHaveLength(1);
      expect(words.find((word) => word.startsWith("https://"))).not.toMatch(/[{}]|undefined/u);
      const data = words[words.indexOf("-d") + 1];
      if (words.includes("-d")) expect(JSON.parse(data ?? "")).toBeTypeOf("object");
    }
  });
});

/** What a program prints, whether it ends well or not. */
function outputOf(file: string, args: readonly string[]): string {
  try {
    return execFileSync(file, args, { encoding: "utf8", cwd: folder });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

test("a sample has the address, the key, the ids and the body that the operation takes", () => {
  expect(wordsGivenToCurl(sampleOf("changeApplication", "curl"))).toEqual([
    "-X",
    "PATCH",
    `${API}/applications/acme`,
    "-H",
    "authorization: Bearer the_operators",
    "-H",
    "content-type: application/json",
    "-d",
    JSON.stringify({ name: "Acme Europe" }, undefined, 2),
  ]);
  expect(wordsGivenToCurl(sampleOf("getHealth", "curl"))).toEqual([`${API}/health`]);
  expect(sampleOf("getWebhook", "TypeScript"))
    .toBe(`import { makeClient } from "./client/client.ts";

const client = makeClient({
  baseUrl: "${API}",
  key: process.env.KEY ?? "",
});
const { data, error } = await client.GET("/webhooks/{id}", {
  params: { path: { id: "wh_0hkXRNpjv7Pwz4IyX9AkWR" } },
});
if (error) throw new Error(error.detail);
console.log(data);`);
});

test("what an example says is a word of the shell, whatever is in it", () => {
  const hostile = { name: `'; rm -rf "$HOME" \`id\` $(id) \\ <b>` };
  const content = { "application/json": { example: hostile } };
  const paths = { "/things": { post: { operationId: "makeThing", requestBody: { content } } } };
  const { paths: shown } = prepareDocument({ info: { title: "T" }, paths }, API);
  const operation = shown?.["/things"]?.["post"] as { "x-codeSamples"?: CodeSample[] };
  const words = wordsGivenToCurl(operation["x-codeSamples"]?.[0]?.source ?? "");
  expect(JSON.parse(words.at(-1) ?? "")).toEqual(hostile);
});

test("a parameter is described once, with its default", () => {
  const limit = operations
    .find(({ operationId }) => operationId === "listWebhooks")
    ?.parameters?.find(({ name }) => name === "limit");
  expect(limit?.description).toBe("Elements on a page. Default: 50.");
  expect(limit?.schema).not.toHaveProperty("description");
});

test("the introduction begins with how to authenticate, and says what each kind of key is", () => {
  const { description = "" } = document.info;
  expect(description).toMatch(/^# Authentication\n/u);
  expect(description).toContain(`curl '${API}/webhooks' \\\n  -H "authorization: Bearer $KEY"`);
  for (const { description: said = "?" } of Object.values(
    document.components?.securitySchemes ?? {},
  )) {
    expect(description).toContain(said);
  }
  expect(description).toContain((body as OpenApi).info.description);
  expect(document.servers).toEqual([{ url: API }]);
});
