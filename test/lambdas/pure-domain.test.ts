import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "vitest";

/** What a domain may use beside itself: functions of their arguments alone. */
const PURE_PACKAGES = new Set(["fastest-levenshtein", "ipaddr.js", "node:crypto"]);

/** A clock, chance, the surroundings, or the world outside. */
const IMPURE =
  /\b(?:Date\.now|new Date\(\)|performance|Math\.random|random(?:Bytes|UUID|Int)\(|process|fetch|set(?:Timeout|Interval|Immediate))/u;

const root = fileURLToPath(new URL("../../", import.meta.url));
const files = globSync("{lambdas,tools}/**/domain/**/*.ts", { cwd: root });

/** What a file imports that is neither in a domain folder nor pure. */
function foreignImports(file: string, text: string): string[] {
  const names = [...text.matchAll(/ from "(?<name>[^"]+)"/gu)].map(
    ({ groups }) => groups?.["name"] ?? "",
  );
  return names.filter((name) =>
    name.startsWith(".")
      ? !normalize(join(dirname(file), name)).includes("/domain/")
      : !PURE_PACKAGES.has(name),
  );
}

describe("a domain folder knows no AWS, no clock and no chance:", () => {
  test.each(files)("%s", async (file) => {
    const text = readFileSync(join(root, file), "utf8");
    const code = text.replace(/\/\*\*[\s\S]*?\*\/|\/\/.*/gu, "");
    expect(foreignImports(file, code)).toEqual([]);
    expect(code).not.toMatch(IMPURE);
    await expect(import(/* @vite-ignore */ join(root, file))).resolves.toBeTypeOf("object");
  });

  test.each([
    'import { a } from "@aws-sdk/client-sqs";',
    'import { a } from "../vault/vault.ts";',
    'import { a } from "../../fan-out/ports.ts";',
  ])("%s would be seen", (line) => {
    expect(foreignImports("lambdas/shared/domain/here.ts", line)).toHaveLength(1);
  });
});
