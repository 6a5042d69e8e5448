import { expect, test } from "vitest";

import { dropReasonText, failureText, outcomeText } from "../../../console/deliveries/words.ts";
import { readPage, sectionOf } from "../../support/pages.ts";

/** The names that a section of docs/words.md lists. */
function namesIn(heading: string, before?: string): string[] {
  const section = sectionOf(readPage("docs/words.md"), heading);
  const part = before === undefined ? section : (section.split(before)[1] ?? "");
  return [...part.matchAll(/^- `(\w+)`/gmu)].map(([, name = ""]) => name);
}

test("every drop reason has a sentence", () => {
  const names = namesIn("Why a delivery was dropped");
  expect(names).toContain("attempts_spent");
  for (const name of names) expect(dropReasonText(name)).toMatch(/^[A-Z].*\.$/u);
});

test("every failure of an attempt has words", () => {
  const names = namesIn("Outcomes of an attempt", "`error.code`");
  expect(names).toContain("connection_lost");
  for (const name of names) expect(failureText(name)).not.toBe(name);
});

test("what is not known is shown as it came", () => {
  expect([dropReasonText("x<y"), failureText("toString"), outcomeText("599")]).toEqual([
    "x<y",
    "toString",
    "599",
  ]);
  expect([outcomeText("503"), outcomeText("dns")]).toEqual([
    "503 Service Unavailable",
    "the host name has no address",
  ]);
});
