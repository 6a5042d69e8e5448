import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import * as z from "zod";

import { timeIn, timeOut } from "../../lambdas/config-api/http/fields.ts";
import { countingMatch, patternArbitrary, patternText } from "../support/counting-matcher.ts";
import { forAllIn } from "../support/for-all.ts";
import { pumped, pumpsOf } from "../support/pattern-pumps.ts";
import { patternsIn } from "../support/patterns-in-source.ts";
import { stepCounter, TooManySteps } from "../support/step-counter.ts";

/**
 * Characters that are pumped: more than any bounded repetition takes, so that its cost no longer
 * grows.
 */
const LENGTH = 300;
/**
 * Steps for each character that are fine whatever they grow like: a handful of alternatives, each
 * tried once.
 */
const FEW = 8;
/**
 * Twice as many characters take twice as many steps, or four times as many where each place is
 * tried with each.
 */
const MOST_GROWTH = 2.6;
/** A thousand for each character: what takes more is taken for endless. */
const MOST_STEPS = 600_000;

const folder = fileURLToPath(new URL("../../lambdas/", import.meta.url));
const files = globSync("**/*.ts", { cwd: folder, exclude: ["**/*.d.ts", "**/compiled/**"] });
const sources = files.map((file) => ({ file, text: readFileSync(`${folder}${file}`, "utf8") }));

/** A text on which the expression takes ever more steps for each character; undefined: none. */
function worstPump(pattern: RegExp): string | undefined {
  const counter = stepCounter(pattern);
  const stepsOn = (text: string): number => {
    try {
      return counter.run(text, MOST_STEPS).steps;
    } catch (error) {
      if (error instanceof TooManySteps) return Infinity;
      throw error;
    }
  };
  for (const pump of pumpsOf(counter)) {
    const steps = stepsOn(pumped(pump, LENGTH));
    if (steps <= FEW * LENGTH) continue;
    const isGrowing = stepsOn(pumped(pump, 2 * LENGTH)) > MOST_GROWTH * steps;
    if (steps === Infinity || isGrowing) return JSON.stringify(pump);
  }
  return undefined;
}

describe("every regular expression in the functions takes steps that grow as its text does", () => {
  const written = sources.flatMap(({ file, text }) =>
    patternsIn(text).map(({ line, pattern }) => [`${file}:${line}`, pattern] as const),
  );

  test("of which there are many", () => {
    expect(written.length).toBeGreaterThan(80);
  });

  test.each(written)("%s: %s", (_place, pattern) => {
    expect(worstPump(pattern)).toBeUndefined();
  });
});

describe("so does every one that is made by RegExp when its module is loaded", () => {
  const making = sources.filter(({ text }) => text.includes("RegExp("));
  /**
   * These make the patterns of applications' schemas, which are judged one by one: see
   * pattern-cost.test.ts.
   */
  const isJudged = (file: string) =>
    /domain\/schemas\/(?:text-test|pattern-syntax)\.ts$/u.test(file);

  test.each(making.map(({ file, text }) => [file, text]))("%s", async (file, text) => {
    const made: RegExp[] = [];
    const Original = RegExp;
    vi.resetModules();
    vi.stubGlobal(
      "RegExp",
      class extends Original {
        constructor(...given: ConstructorParameters<typeof RegExp>) {
          super(...given);
          made.push(new Original(...given));
        }
      },
    );
    await import(/* @vite-ignore */ `${folder}${file}`);
    vi.unstubAllGlobals();
    expect(made.map(worstPump)).toEqual(made.map(() => undefined));
    // None is left for later, where it would not be seen.
    const written = isJudged(file) ? 0 : text.split("RegExp(").length - 1;
    expect(made.length).toBeGreaterThanOrEqual(written);
  });

  test("and none of a text that is searched for", () => {
    const searching = sources.filter(({ text }) =>
      /\.(?:match|matchAll|search)\(["'`]/u.test(text),
    );
    expect(searching.map(({ file }) => file)).toEqual([]);
  });
});

test.each([
  ["z.iso.datetime", timeOut],
  ["z.iso.datetime with an offset", timeIn],
  ["z.uuid", z.uuid()],
])("and that of %s", (_name, schema) => {
  const pattern = schema.def.pattern;
  expect(pattern).toBeInstanceOf(RegExp);
  expect(pattern && worstPump(pattern)).toBeUndefined();
});

describe("one that does not is found:", () => {
  test.each([
    /^[A-Za-z0-9+/\s]+={0,2}\s*$/u, // the base64 of a key store, as it was
    /^(a+)+$/u,
    /^(?:a|a)*$/u,
    /^(?:a|aa)+$/u,
    /\s+$/u,
    /^\s+|\s+$/gu,
    /.*=.*/u,
    /^[\w.]+@[\w.]+[\w.]+$/u,
    /<!--.*?-->/gu,
    /^(?!a)(?:b|c+)+$/u,
    /(?<=^)(?:x\w*)*y/u,
    /"(?:\\.|[^"])*"/gu,
    /^(?<letter>a)(?:\k<letter>|b)*(?:a|b)*$/u,
  ])("%s", (pattern) => {
    expect(worstPump(pattern)).toBeDefined();
  });
});

/** Steps of one match that a test waits for: some milliseconds. */
const STEPS_WAITED_FOR = 50_000;

/** What the counter finds; `undefined` when it takes more steps. */
function foundWithin(mostSteps: number, pattern: RegExp, text: string) {
  try {
    return stepCounter(pattern).run(text, mostSteps).found;
  } catch (error) {
    if (error instanceof TooManySteps) return undefined;
    throw error;
  }
}

describe("the steps are those of a true matcher", () => {
  const texts = fc.string({ unit: fc.constantFrom("a", "b", "x"), maxLength: 8 });

  test("whose matches are those of RegExp, and of the other reference", () => {
    forAllIn(1000, patternArbitrary, texts, (drawn, text) => {
      const pattern = new RegExp(patternText(drawn), "u");
      const found = foundWithin(STEPS_WAITED_FOR, pattern, text);
      fc.pre(found !== undefined); // A repetition of repetitions may take any matcher minutes.
      const match = pattern.exec(text);
      expect(found).toEqual(match === null ? [] : [[match.index, match.index + match[0].length]]);
      expect(countingMatch(drawn, text, Infinity).isMatch).toBe(match !== null);
    });
  });

  test.each(sources.flatMap(({ text }) => patternsIn(text).map(({ pattern }) => pattern)))(
    "of %s",
    (pattern) => {
      const counter = stepCounter(pattern);
      const global = new RegExp(
        pattern.source,
        [...new Set(`${pattern.flags}g`)].join("").replace("y", ""),
      );
      const isFirstOnly = !/[gy]/u.test(pattern.flags);
      for (const pump of pumpsOf(counter).slice(0, 200)) {
        for (const length of [1, 9]) {
          const text = pumped(pump, length);
          const width = (part: string) =>
            pattern.flags.includes("u") ? Array.from(part).length : part.length;
          const matches = [...text.matchAll(global)].map(({ 0: part, index }) => {
            const start = width(text.slice(0, index));
            return [start, start + width(part)];
          });
          const { found } = counter.run(text);
          expect(found.filter(([start, end]) => end > start || isFirstOnly)).toEqual(
            (isFirstOnly ? matches.slice(0, 1) : matches).filter(
              ([start = 0, end = 0]) => end > start || isFirstOnly,
            ),
          );
        }
      }
    },
  );
});

describe("the expressions of a source", () => {
  test("are found, and nothing else is taken for one", () => {
    const source = [
      "const a = 6 / 2 / 1; // not /this/u",
      "/* nor /that/u */ const b = /[/\\]]+\\//gu;",
      'const c = "/x/u" + `/y/ ${ [1].map((d) => { return /in template/u.test(`${d}`) ? 1 : 2; }) } /z/`;',
      "if (x) return /^a$/.exec(text) ?? (y) / 2 / 1;",
    ].join("\n");
    expect(patternsIn(source).map(({ line, pattern }) => [line, String(pattern)])).toEqual([
      [2, "/[/\\]]+\\//gu"],
      [3, "/in template/u"],
      [4, "/^a$/"],
    ]);
  });
});
