import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { dropReasonText, hintFor } from "../../../console/deliveries/words.ts";
import { answerWords } from "../../../console/webhooks/words/answer-words.ts";
import { HEALTH_WORDS, STATUS_WORDS } from "../../../console/webhooks/words/health-words.ts";
import { termsWords } from "../../../console/webhooks/words/term-words.ts";

const WORDS = readFileSync(join(import.meta.dirname, "../../../docs/words.md"), "utf8");

/** The names that a section of docs/words.md lists. */
function namesIn(heading: string): string[] {
  const [, section = ""] = WORDS.split(`## ${heading}\n`);
  const [text = ""] = section.split("\n## ");
  return Array.from(text.matchAll(/^- `(\w+)`/gmu), ([, name = ""]) => name);
}

describe("the console has words for everything that docs/words.md lists", () => {
  test("statuses and health of a webhook", () => {
    const names = namesIn("Statuses of a webhook");
    expect(names).toHaveLength(8);
    const known = [...Object.keys(STATUS_WORDS), ...Object.keys(HEALTH_WORDS)];
    expect(known.toSorted()).toEqual(names.toSorted());
  });

  test("drop reasons", () => {
    const unknown = namesIn("Why a delivery was dropped").filter(
      (name) => dropReasonText(name) === name,
    );
    expect(unknown).toEqual([]);
  });

  test("failures of an attempt", () => {
    const codes = namesIn("Outcomes of an attempt").filter(
      (name) => !["succeeded", "retry", "rejected"].includes(name),
    );
    expect(codes).toHaveLength(9);
    const unknown = codes.filter(
      (code) => answerWords({ error: { code } }).said === code || hintFor(code) === undefined,
    );
    expect(unknown).toEqual([]);
  });
});

describe("an answer in words", () => {
  test("says what to do about what fails, and nothing about a 2xx", () => {
    expect(answerWords({ status: 204 })).toEqual({ said: "204 No Content" });
    expect(answerWords({ status: 301 }).todo).toContain("Redirects are not followed");
    expect(answerWords({ status: 502 }).todo).toContain("receiver's log");
    expect(answerWords({ error: { code: "dns" } }).said).toBe("the host name has no address");
  });

  test("tells a status beside an error, and what it does not know as it is", () => {
    const words = answerWords({ status: 200, error: { code: "timeout" } });
    expect(words.said).toBe("no whole answer in time (after 200 OK)");
    expect(answerWords({ error: { code: "odd", message: "<i>" } })).toEqual({ said: "odd: <i>" });
    expect(answerWords({}).said).toBe("nothing");
  });
});

test.each([
  [["A", 1, null], 'is "A", is 1 or is null'],
  [[{ prefix: "W_" }, { suffix: ".pdf" }], 'begins with "W_" or ends with ".pdf"'],
  [[{ numeric: [">", 0, "<=", 100] }], "is above 0 and at most 100"],
  [[{ exists: false }], "is not there"],
  [[{ "anything-but": ["A", "B"] }], 'is not "A" or "B"'],
  [[{ "anything-but": { prefix: "A" } }], 'does not begin with "A"'],
  [[{ "anything-but": { suffix: ["x", "y"] } }], 'does not end with "x" or "y"'],
])("terms %j in words", (terms, words) => {
  expect(termsWords(terms)).toBe(words);
});
