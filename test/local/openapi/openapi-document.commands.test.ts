import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ACME, makeConfigApiTestBed } from "../../support/config-api-test-bed.ts";
import { serveConfigApi } from "../../support/serve-config-api.ts";
import { CLIENT_TYPES, makeClientTypes } from "./client-types.ts";
import { PYTHON_CLIENT, TYPESCRIPT_CLIENT } from "./clients.ts";

const ROOT = join(import.meta.dirname, "../../..");
const TOOLS = join(import.meta.dirname, "tools");
const PACKAGES = join(TOOLS, "node_modules");
const PYTHON = join(ROOT, ".venv/bin/python");

/** How a strict user compiles. */
const OPTIONS = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  module: "nodenext",
  target: "es2022",
  allowImportingTsExtensions: true,
  types: [],
};

const bed = makeConfigApiTestBed();
const folder = mkdtempSync(join(tmpdir(), "ringback-openapi-"));
const documentFile = join(folder, "openapi.json");
let api: Awaited<ReturnType<typeof serveConfigApi>>;
let environment: Record<string, string>;

beforeAll(async () => {
  const key = await bed.keyOf("admin");
  const { text } = await bed.ask("GET", "/openapi.json");
  writeFileSync(documentFile, text);
  symlinkSync(PACKAGES, join(folder, "node_modules"));
  api = await serveConfigApi(bed.ask);
  environment = { API: api.url, KEY: key, REDOCLY_TELEMETRY: "off", NO_COLOR: "1" };
});

afterAll(() => {
  api?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a program in the folder. @returns what it printed, and whether it ended well */
async function run(file: string, ...args: string[]): Promise<{ ok: boolean; output: string }> {
  try {
    const env = { ...process.env, ...environment };
    const { stdout, stderr } = await promisify(execFile)(file, args, { cwd: folder, env });
    return { ok: true, output: `${stdout}${stderr}` };
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    return { ok: false, output: `${stdout}${stderr}` };
  }
}

const node = (program: string, ...args: string[]) =>
  run(process.execPath, join(PACKAGES, program), ...args);

describe("the OpenAPI document has nothing to complain of", () => {
  test("for Redocly, by its strict rules", async () => {
    const args = ["lint", "--extends=recommended-strict", "--format=summary", documentFile];
    const { ok, output } = await node("@redocly/cli/bin/cli.js", ...args);
    expect([ok, output]).toEqual([true, expect.stringContaining("is valid")]);
  });

  test("for Spectral, hints included", async () => {
    const args = ["lint", "--ruleset", join(TOOLS, "spectral.yaml"), "--fail-severity=hint"];
    const { ok, output } = await node(
      "@stoplight/spectral-cli/dist/index.js",
      ...args,
      documentFile,
    );
    expect([ok, output]).toEqual([true, expect.stringContaining("No results")]);
  });

  test("for a validator written in Python", async () => {
    const { ok, output } = await run(PYTHON, "-m", "openapi_spec_validator", documentFile);
    expect([ok, output.trim()]).toEqual([true, `${documentFile}: OK`]);
  });
});

test("the types of the client are those of the document: npm run generate:client", async () => {
  expect(readFileSync(CLIENT_TYPES, "utf8") === (await makeClientTypes())).toBe(true);
});

describe("a client that is generated from it creates a webhook and publishes an event", () => {
  /** What a client leaves behind: a webhook, and an event that is its own. */
  async function done(language: string): Promise<unknown> {
    const { body } = await bed.admin("GET", "/webhooks");
    return [
      body.data.find(({ name }: { name: string }) => name === language)?.config.retry,
      bed.published.findLast(({ tenant }) => tenant.application === ACME.application),
    ];
  }

  const RETRY = { kind: "fixed", attempts: 3, interval_seconds: 5 };

  test("in TypeScript, and its types say what may be asked", async () => {
    const types = await node("openapi-typescript/bin/cli.js", documentFile, "-o", "api.d.ts");
    expect(types.ok).toBe(true);
    writeFileSync(join(folder, "client.ts"), TYPESCRIPT_CLIENT);
    writeFileSync(join(folder, "package.json"), '{"type": "module"}');
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: OPTIONS }));
    expect(await node("typescript/bin/tsc")).toEqual({ ok: true, output: "" });
    const ran = await run(process.execPath, "client.ts");
    expect(ran).toEqual({ ok: true, output: "created enabled\npublished 1\nrefused endpoint\n" });
    expect(await done("typescript")).toEqual([
      RETRY,
      expect.objectContaining({ type: "A", id: "typescript-1" }),
    ]);
  });

  test("in Python", async () => {
    writeFileSync(join(folder, "config.yml"), "post_hooks: []\n");
    const args = ["--path", documentFile, "--output-path", "ringback", "--meta", "none"];
    const generator = join(ROOT, ".venv/bin/openapi-python-client");
    const made = await run(generator, "generate", ...args, "--config", "config.yml");
    expect([made.ok, made.output]).toEqual([true, expect.not.stringContaining("Warning")]);
    writeFileSync(join(folder, "client.py"), PYTHON_CLIENT);
    const ran = await run(PYTHON, "client.py");
    expect(ran).toEqual({ ok: true, output: "created enabled\npublished 1\nrefused endpoint\n" });
    expect(await done("python")).toEqual([
      RETRY,
      expect.objectContaining({ type: "A", id: "python-1" }),
    ]);
  });
});
