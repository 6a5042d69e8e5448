import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { cutOutCode } from "./document-code.ts";
import { PYTHON } from "./foreign-verification.ts";

const FIXTURES = join(import.meta.dirname, "../docs/fixtures");

/**
 * One request to verify, as a line of text: scheme, body and the arguments in base64, tabs between
 * them.
 */
export type Case = readonly [scheme: string, ...fields: (string | Buffer)[]];

/** What a receiver's code says of a request; `fault` when it throws. */
export type Verdict = "true" | "false" | "fault";

/** Runs the code of docs/verify.md in one language. */
export type Verifier = (cases: readonly Case[]) => Promise<Verdict[]>;

/** What a verifier needs: a folder of its own, and the address of Ringback. */
export interface VerifierPlace {
  readonly folder: string;
  readonly ringbackUrl: string;
  /** What is run instead of a file's code. @default - the code as it is */
  readonly edit?: (code: string, name: string) => string;
}

/** The languages of the document, and how its code in each is made ready to run. */
export const LANGUAGES: Readonly<Record<string, (place: VerifierPlace) => Verifier>> = {
  node(place) {
    cutOutCode("verify.md", place.folder, ["mjs"], place.edit);
    return runner(place, "node", [join(FIXTURES, "run-node.ts"), place.folder]);
  },
  python(place) {
    cutOutCode("verify.md", place.folder, ["py"], place.edit);
    return runner(place, PYTHON, [join(FIXTURES, "run_python.py"), place.folder]);
  },
  java(place) {
    const { folder } = place;
    const files = cutOutCode("verify.md", folder, ["java"], place.edit);
    cpSync(join(FIXTURES, "RunJava.java"), join(folder, "RunJava.java"));
    execFileSync("javac", ["-Xlint:all", "-Werror", "RunJava.java", ...files], { cwd: folder });
    return runner(place, "java", ["-cp", folder, "RunJava"]);
  },
  go(place) {
    const { folder } = place;
    writeFileSync(join(folder, "go.mod"), "module ringback.example/verify\n\ngo 1.21\n");
    cpSync(join(FIXTURES, "run_go.go"), join(folder, "main.go"));
    mkdirSync(join(folder, "webhooks"));
    cutOutCode("verify.md", join(folder, "webhooks"), ["go"], place.edit);
    execFileSync("go", ["vet", "./..."], { cwd: folder });
    execFileSync("go", ["build", "-o", "run", "."], { cwd: folder });
    return runner(place, join(folder, "run"), []);
  },
  openssl(place) {
    cutOutCode("verify.md", place.folder, ["sh"], place.edit);
    return async (cases) => {
      const verdicts: Verdict[] = [];
      for (const [scheme, body = "", ...args] of cases) {
        writeFileSync(join(place.folder, "body"), body);
        const script = join(place.folder, `verify_${scheme}.sh`);
        const { code } = await run(place, "sh", [script, "body", ...args.map(String)], "");
        verdicts.push(code === 0 ? "true" : "false");
      }
      return verdicts;
    };
  },
};

/** Whether the machine has what the shell code calls. */
export function hasOpenssl(): boolean {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    execFileSync("curl", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function runner(place: VerifierPlace, file: string, args: readonly string[]): Verifier {
  return async (cases) => {
    const lines = cases.map(([scheme, ...fields]) =>
      [scheme, ...fields.map((field) => Buffer.from(field).toString("base64"))].join("\t"),
    );
    const { code, output } = await run(place, file, args, lines.join("\n"));
    if (code !== 0) throw new Error(`${file} ended with code ${code}: ${output}`);
    return output.trimEnd().split("\n") as Verdict[];
  };
}

async function run(
  { folder, ringbackUrl }: VerifierPlace,
  file: string,
  args: readonly string[],
  input: string,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(file, args, {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      RINGBACK_URL: ringbackUrl,
      DELIVERIES_FILE: join(folder, "deliveries.sqlite"),
      PYTHONDONTWRITEBYTECODE: "1",
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  child.stdin.on("error", () => {}); // it ended before it read: its code says so
  child.stdin.end(input);
  const [code, out, error] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, output: code === 0 ? out : out + error };
}
