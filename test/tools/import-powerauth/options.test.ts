import { expect, test } from "vitest";

import { HELP, readImportOptions } from "../../../tools/import-powerauth/options.ts";

const KEY = "rbk_acme_production_abcdefabcdef_SENTINELsentinelSENTINELsentinel";
const ENV = { RINGBACK_API_KEY: KEY };

function read(args: readonly string[], env: Record<string, string> = ENV, local?: string) {
  return readImportOptions(args, env, () => local);
}

function failure(args: readonly string[], env: Record<string, string>): string {
  try {
    read(args, env);
  } catch (error) {
    return (error as Error).message;
  }
  return "no failure";
}

test("every option is heeded", () => {
  const api = "https://api.example.com/stage/";
  const mapping = "http://localhost:8080=https://hooks.example.com";
  const args = ["a.csv", "--api", api, "--endpoint", mapping, "--keystores=keys", "--json"];
  expect(read(args)).toEqual({
    help: false,
    plan: {
      file: "a.csv",
      mappings: [{ from: "http://localhost:8080", to: "https://hooks.example.com" }],
      keyStoreFolder: "keys",
      json: true,
      target: { apiUrl: "https://api.example.com/stage", keys: { kind: "one", key: KEY } },
    },
  });
});

test("the API is that of --api, else of the environment, else the local one", () => {
  const env = { ...ENV, RINGBACK_API_URL: "https://b.example" };
  const plan = (apiUrl: string) => ({ plan: { target: { apiUrl } } });
  const local = "http://127.0.0.1:4566/x";
  expect(read(["f", "--api", "https://a.example"], env, local)).toMatchObject(
    plan("https://a.example"),
  );
  expect(read(["f"], env, local)).toMatchObject(plan("https://b.example"));
  expect(read(["f"], ENV, local)).toMatchObject(plan(local));
});

test("keys may differ by application", () => {
  const env = { RINGBACK_API_KEYS: `1=${KEY}, 2=${KEY}2` };
  const keys = new Map([
    ["1", KEY],
    ["2", `${KEY}2`],
  ]);
  const target = { keys: { kind: "by application", keys } };
  expect(read(["f", "--api", "https://a.example"], env)).toMatchObject({ plan: { target } });
});

test("a dry run needs neither API nor key", () => {
  expect(read(["f", "--dry-run"], {})).toMatchObject({ plan: { target: undefined } });
});

test.each([
  [[], ENV, /one file/u],
  [["a", "b"], ENV, /one file/u],
  [["f"], ENV, /--api <url> or RINGBACK_API_URL/u],
  [["f", "--api", "http://api.example.com"], ENV, /https:\/\//u],
  [["f", "--api", `https://u:${KEY}@api.example.com`], ENV, /https:\/\//u],
  [["f", "--api", "x"], ENV, /https:\/\//u],
  [["f", "--api", "https://a.example"], {}, /either RINGBACK_API_KEY or RINGBACK_API_KEYS/u],
  [
    ["f", "--api", "https://a.example"],
    { ...ENV, RINGBACK_API_KEYS: `1=${KEY}` },
    /either RINGBACK_API_KEY or/u,
  ],
  [["f", "--api", "https://a.example"], { RINGBACK_API_KEY: `x${KEY}` }, /API_KEY is malformed/u],
  [
    ["f", "--api", "https://a.example"],
    { RINGBACK_API_KEY: `${KEY}\nx` },
    /malformed, expected rbk_/u,
  ],
  [["f", "--api", "https://a.example"], { RINGBACK_API_KEYS: KEY }, /API_KEYS is malformed/u],
  [["f", "--endpoint", "http://a"], ENV, /--endpoint is not <old>=<new>/u],
  [["f", `--key=${KEY}`], ENV, /--key/u],
  [["f", "--json=yes"], ENV, /--json/u],
])("%j is refused with what was expected, and no key", (args, env, message) => {
  const said = failure(args, env);
  expect(said).toMatch(message);
  expect(said).not.toContain("SENTINEL");
});

test("--help names every option", () => {
  expect(read(["--help"], {})).toEqual({ help: true });
  const names = ["endpoint", "keystores", "api", "dry-run", "json", "help"];
  for (const name of names) expect(HELP).toContain(`--${name}`);
});
