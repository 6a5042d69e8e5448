import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const files = globSync("{lambdas,lib,tools}/**/*.ts", { cwd: root });
const known = new Set(files);
const importsOf = new Map(files.map((file) => [file, localImports(file)]));

/** What nobody imports by name: types of modules that have none. */
const UNNAMED = /\.d\.ts$/u;

test("whatever lies in lambdas/shared is reached by two functions, or by one and what builds or operates it", () => {
  const users = new Map<string, Set<string>>();
  for (const user of usersOfShared()) {
    for (const file of reachedFrom(files.filter((each) => each.startsWith(`${user}/`)))) {
      users.set(file, (users.get(file) ?? new Set()).add(user));
    }
  }
  const alone = files
    .filter((file) => file.startsWith("lambdas/shared/") && !UNNAMED.test(file))
    .filter((file) => (users.get(file)?.size ?? 0) < 2)
    .map((file) => `${file}: ${[...(users.get(file) ?? ["nobody"])].join()}`);
  expect(alone).toEqual([]);
});

/** The functions; and lib and tools, which build and operate them. */
function usersOfShared(): string[] {
  const functions = globSync("lambdas/*/handler.ts", { cwd: root }).map((file) => dirname(file));
  return [...functions, "lib", "tools"];
}

function reachedFrom(starts: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const open = [...starts];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    open.push(...(importsOf.get(file) ?? []));
  }
  return reached;
}

function localImports(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"(?<path>\.[^"]+)"/gu)]
    .map(({ groups }) => normalize(join(dirname(file), groups?.["path"] ?? "")))
    .filter((path) => known.has(path));
}
