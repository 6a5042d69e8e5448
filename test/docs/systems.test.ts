import { globSync, readFileSync } from "node:fs";

import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url);
const page = readFileSync(new URL("docs/systems.md", root), "utf8");
const files = globSync("{bin,lib,lambdas,local,test,docs,bench}/**/*", { cwd: root.pathname });

/** Files that the page names, in full or by the end of their path. */
const named = [...page.matchAll(/`([\w./-]+\.(?:ts|js|json|md))`/gu)].map(([, name = ""]) => name);

test("every file that docs/systems.md names is there", () => {
  expect(named.length).toBeGreaterThan(100);
  const missing = named.filter((name) => !files.some((file) => `/${file}`.endsWith(`/${name}`)));
  expect(missing).toEqual([]);
});
