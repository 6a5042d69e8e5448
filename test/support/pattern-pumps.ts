import type { RegexNode } from "./regex-tree.ts";
import type { StepCounter } from "./step-counter.ts";

type One = Extract<RegexNode, { kind: "one" }>;

/** Characters that patterns are likely to tell apart. */
const CHARACTERS = Array.from(
  Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)).join("") +
    "\u0080\u0085\u00a0¡ÿ\u2028\ud7ff\ue000\ufffe€😀",
);

/** A text that grows: `before`, then `unit` again and again, then `after`. */
export interface Pump {
  readonly before: string;
  readonly unit: string;
  readonly after: string;
}

/** The text of a pump that has so many characters in its middle. */
export function pumped({ before, unit, after }: Pump, length: number): string {
  return before + unit.repeat(Math.ceil(length / unit.length)) + after;
}

/**
 * Texts that make a backtracking matcher work, made from the pattern itself: what each repetition
 * takes, again and again, behind what leads to it, and then what does not fit. Of characters that
 * all parts of the pattern treat alike there is one.
 */
export function pumpsOf({ tree, takes }: StepCounter): Pump[] {
  const ones = [...partsOf(tree)].filter((node): node is One => node.kind === "one");
  const kinds = new Map<string, string>();
  for (const character of CHARACTERS) {
    const kind = ones.map((one) => (takes(one, character) ? "1" : "0")).join("");
    if (!kinds.has(kind)) kinds.set(kind, character);
  }
  const alphabet = [...kinds.values()];
  const misfits = [...kinds]
    .filter(([kind]) => !kind.includes("1"))
    .map(([, character]) => character);

  function samplesOf(node: RegexNode): string[] {
    switch (node.kind) {
      case "one": {
        const taken = alphabet.filter((character) => takes(node, character));
        return taken.length > 0 ? taken.slice(0, 3) : ["?"];
      }
      case "place":
      case "look":
      case "again":
        return [""];
      case "capture":
        return samplesOf(node.part);
      case "choice":
        return [...new Set(node.options.flatMap((option) => samplesOf(option).slice(0, 1)))].slice(
          0,
          4,
        );
      case "sequence":
        return [node.parts.map((part) => samplesOf(part)[0]).join("")];
      case "repeat":
        return samplesOf(node.part).map((sample) => sample.repeat(Math.max(1, node.min)));
    }
  }

  /** Each repetition without an end, with a text that leads to it. */
  function* repeatsOf(node: RegexNode, before: string): Generator<[string, RegexNode]> {
    if (node.kind === "repeat") yield [before, node.part];
    if (node.kind === "sequence") {
      let led = before;
      for (const part of node.parts) {
        yield* repeatsOf(part, led);
        led += samplesOf(part)[0] ?? "";
      }
    } else if (node.kind === "choice") {
      for (const option of node.options) yield* repeatsOf(option, before);
    } else if ("part" in node) {
      yield* repeatsOf(node.part, before);
    }
  }

  const repeats = [...repeatsOf(tree, "")];
  const befores = unique(["", ...misfits.slice(0, 1), ...repeats.map(([before]) => before)]).slice(
    0,
    8,
  );
  const units = unique([
    ...alphabet,
    ...repeats.flatMap(([, part]) => samplesOf(part)),
    ...samplesOf(tree),
    ...befores,
  ]).filter((unit) => unit !== "");
  const afters = unique(["", ...misfits.slice(0, 1), "!", "\n"]).slice(0, 3);
  return befores.flatMap((before) =>
    units.flatMap((unit) => afters.map((after) => ({ before, unit, after }))),
  );
}

function* partsOf(node: RegexNode): Generator<RegexNode> {
  yield node;
  if (node.kind === "sequence") for (const part of node.parts) yield* partsOf(part);
  if (node.kind === "choice") for (const option of node.options) yield* partsOf(option);
  if ("part" in node) yield* partsOf(node.part);
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
