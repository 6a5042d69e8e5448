import { globSync, readFileSync } from "node:fs";

import { expect, test } from "vitest";

import type { ProfileName } from "../../lambdas/shared/domain/webhook.ts";
import { isServedByDefault, PROFILES, profileOf } from "../../lambdas/shared/profiles/profiles.ts";

const root = new URL("../../", import.meta.url);
const page = readFileSync(new URL("docs/systems.md", root), "utf8");
const files = globSync("{bin,lib,lambdas,local,tools,test,docs,bench}/**/*", {
  cwd: root.pathname,
});

/** Files that the page names, in full or by the end of their path. */
const named = [...page.matchAll(/`([\w./-]+\.(?:ts|js|json|md))`/gu)].map(([, name = ""]) => name);

test("every file that docs/systems.md names is there", () => {
  expect(named.length).toBeGreaterThan(100);
  const missing = named.filter((name) => !files.some((file) => `/${file}`.endsWith(`/${name}`)));
  expect(missing).toEqual([]);
});

test.each<[string, ProfileName]>([
  ["TransactionLink", "transactionlink"],
  ["pawaPass", "pawapass"],
  ["PowerAuth", "powerauth"],
  ["nCore", "ncore"],
  ["REL-ID", "relid"],
])("what the page says of the schedule of %s is so", (document, name) => {
  const row = page.split("\n").find((line) => line.startsWith(`  | ${document} `));
  const [, , attempts = "", leftOut = "", heeded = ""] = (row ?? "").split("|");
  const { retry, eventTypes, heedsReceiver } = PROFILES[name];
  expect(Number.parseInt(attempts, 10)).toBe(retry.attempts);
  expect(heeded.trim()).toBe(heedsReceiver ? "heeded" : "as any other");
  const config = { customHeaderNames: [] };
  const following = { profile: name, events: ["OF_ANOTHER"], config };
  const taking = { profile: "standard", events: Object.keys(eventTypes), config } as const;
  for (const webhook of [following, taking]) {
    expect(leftOut.trim()).toBe(isServedByDefault(webhook) ? "may be" : "never");
    expect(profileOf(webhook).breaker).toBe(isServedByDefault(webhook));
  }
});
