import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { has } from "../support/shells.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const EXAMPLES = join(import.meta.dirname, "../../examples");

/** How each example is compiled, in a copy of its folder. */
const COMPILED: Readonly<Record<string, readonly [program: string, ...args: string[]]>> = {
  java: ["javac", "-Xlint:all", "-Werror", "PostEvent.java"],
  "go/post-event": ["go", "vet", "./..."],
};

/**
 * Those that fetch an SDK take a minute: where one asks for them, as for the code of
 * docs/verify.md.
 */
const COMPILED_WITH_SDK: typeof COMPILED = {
  "java/put-events": ["mvn", "-q", "-B", "compile"],
  "go/put-events": ["go", "vet", "./..."],
};

const asked = (process.env["RINGBACK_TEST_LANGUAGES"] ?? "").split(",");
const tried = [
  ...Object.entries(COMPILED).filter(([, [program]]) => has(program)),
  ...Object.entries(COMPILED_WITH_SDK).filter(([folder]) => asked.includes(folder.split("/")[0]!)),
];

describe("the examples compile, where the machine has the tools", { timeout: 300_000 }, () => {
  test.each([["node", ["node", "--check", "post-event.mjs"]] as const, ...tried])(
    "examples/%s",
    (folder, [program, ...args]) => {
      const cwd = join(temporaryFolder(), "example");
      cpSync(join(EXAMPLES, folder), cwd, { recursive: true });
      expect(() => execFileSync(program, args, { cwd, stdio: "pipe" })).not.toThrow();
    },
  );
});
