import { type RegexNode, regexTree } from "./regex-tree.ts";

/** One step of a program; those that name others do so by their index. */
type Step =
  | { readonly do: "one"; readonly isIt: (character: string) => boolean }
  | { readonly do: "place"; readonly source: string }
  | { readonly do: "split"; readonly first: number; readonly second: number }
  | { readonly do: "jump"; readonly to: number }
  /** Notes the place under a name. */
  | { readonly do: "note"; readonly name: string }
  /** Goes on from the place only where that is not what was noted: a repetition took something. */
  | { readonly do: "progress"; readonly since: string }
  /** Takes again what lies between two notes. */
  | { readonly do: "again"; readonly begin: string; readonly end: string }
  | {
      readonly do: "look";
      readonly program: Program;
      /** Characters before the place where it begins; of a lookahead none. */
      readonly width: number;
      readonly isNegative: boolean;
    }
  | { readonly do: "match" };
type Program = readonly Step[];

interface Thread {
  readonly step: number;
  readonly at: number;
  readonly notes: Notes | undefined;
}

/** Where groups began and ended, and where repetitions did; the last first. */
interface Notes {
  readonly name: string;
  readonly at: number;
  readonly before: Notes | undefined;
}

function noted(notes: Notes | undefined, name: string): number | undefined {
  let note = notes;
  while (note !== undefined && note.name !== name) note = note.before;
  return note?.at;
}

/** What matching came to. */
export interface CountedMatches {
  /**
   * Of all matches where the expression is global or sticky, otherwise of the first; in characters.
   */
  readonly found: readonly (readonly [start: number, end: number])[];
  readonly steps: number;
}

/**
 * Matches as a backtracking matcher without any cleverness does, and counts its steps: from each
 * place of the text, until the first match, or until its end where the expression is global. A
 * sticky one is tried anew behind each match, as a reader does.
 */
export interface StepCounter {
  readonly run: (text: string, mostSteps?: number) => CountedMatches;
  readonly tree: RegexNode;
  /** Whether a character is taken by this part of the tree. */
  readonly takes: (one: Extract<RegexNode, { kind: "one" }>, character: string) => boolean;
}

/** Thrown when the steps are used up. */
export class TooManySteps extends Error {}

/** Makes the counter of an expression. @throws Error for syntax or flags that it does not know */
export function stepCounter({ source, flags }: RegExp): StepCounter {
  if (/[msv]/u.test(flags)) throw new Error(`cannot count steps with the flags ${flags}`);
  const tree = regexTree(source);
  const isWanted = flags.replaceAll(/[gy]/gu, "");
  const known = new Map<string, (character: string) => boolean>();

  /** Whether one character is what a part of the pattern stands for, as the real matcher says. */
  function isOne(part: string): (character: string) => boolean {
    const existing = known.get(part);
    if (existing !== undefined) return existing;
    const pattern = new RegExp(`^(?:${part})$`, isWanted);
    const verdicts = new Map<string, boolean>();
    const isIt = (character: string): boolean => {
      const verdict = verdicts.get(character) ?? pattern.test(character);
      verdicts.set(character, verdict);
      return verdict;
    };
    known.set(part, isIt);
    return isIt;
  }

  const program: Program = [...compile(tree, 0, isOne), { do: "match" }];
  return {
    tree,
    takes: ({ source: part }, character) => isOne(part)(character),
    run(text, mostSteps = Infinity) {
      const characters = flags.includes("u") ? Array.from(text) : text.split("");
      const counter = { steps: 0, mostSteps };
      const found: [number, number][] = [];
      const isRepeated = /[gy]/u.test(flags);
      for (let start = 0; start <= characters.length;) {
        const end = matchAt(program, characters, start, counter);
        if (end !== undefined) found.push([start, end]);
        if (end !== undefined && !isRepeated) break;
        start = Math.max(start + 1, end ?? 0);
      }
      return { found, steps: counter.steps };
    },
  };
}

function matchAt(
  program: Program,
  characters: readonly string[],
  start: number,
  counter: { steps: number; readonly mostSteps: number },
): number | undefined {
  const threads: Thread[] = [{ step: 0, at: start, notes: undefined }];
  for (let thread = threads.pop(); thread !== undefined; thread = threads.pop()) {
    let { step, at, notes } = thread;
    for (let isAlive = true; isAlive;) {
      counter.steps += 1;
      if (counter.steps > counter.mostSteps) throw new TooManySteps();
      const now = program[step];
      if (now === undefined || now.do === "match") return at;
      step += 1;
      switch (now.do) {
        case "one": {
          const character = characters[at];
          isAlive = character !== undefined && now.isIt(character);
          at += 1;
          break;
        }
        case "place":
          isAlive = isAtPlace(now.source, characters, at);
          break;
        case "split":
          threads.push({ step: now.second, at, notes });
          step = now.first;
          break;
        case "jump":
          step = now.to;
          break;
        case "note":
          notes = { before: notes, name: now.name, at };
          break;
        case "progress":
          isAlive = noted(notes, now.since) !== at;
          break;
        case "again": {
          const taken = characters.slice(noted(notes, now.begin), noted(notes, now.end));
          counter.steps += taken.length;
          isAlive = taken.every((character, index) => characters[at + index] === character);
          at += taken.length;
          break;
        }
        case "look": {
          const begins = at - now.width;
          const end = begins < 0 ? undefined : matchAt(now.program, characters, begins, counter);
          isAlive = (end !== undefined) !== now.isNegative;
          break;
        }
      }
    }
  }
  return undefined;
}

function isAtPlace(source: string, characters: readonly string[], at: number): boolean {
  if (source === "^") return at === 0;
  if (source === "$") return at === characters.length;
  const isWord = (character: string | undefined): boolean =>
    character !== undefined && /\w/u.test(character);
  const isBoundary = isWord(characters[at - 1]) !== isWord(characters[at]);
  return isBoundary === (source === "\\b");
}

/** The steps of a part that stands at `from`. */
function compile(
  node: RegexNode,
  from: number,
  isOne: (part: string) => (character: string) => boolean,
): Step[] {
  const inside = (part: RegexNode, at: number): Step[] => compile(part, at, isOne);
  switch (node.kind) {
    case "one":
      return [{ do: "one", isIt: isOne(node.source) }];
    case "place":
      return [{ do: "place", source: node.source }];
    case "sequence":
      return node.parts.reduce<Step[]>(
        (steps, part) => steps.concat(inside(part, from + steps.length)),
        [],
      );
    case "capture": {
      const { name, part } = node;
      return [
        { do: "note", name: `begin ${name}` },
        ...inside(part, from + 1),
        { do: "note", name: `end ${name}` },
      ];
    }
    case "again":
      return [{ do: "again", begin: `begin ${node.name}`, end: `end ${node.name}` }];
    case "look": {
      const { part, isBehind, isNegative } = node;
      const program: Program = [...inside(part, 0), { do: "match" }];
      return [{ do: "look", program, width: isBehind ? widthOf(part) : 0, isNegative }];
    }
    case "choice":
      return compileChoice(node.options, from, inside);
    case "repeat":
      return compileRepeat(node, from, inside);
  }
}

function compileChoice(
  options: readonly RegexNode[],
  from: number,
  inside: (part: RegexNode, at: number) => Step[],
): Step[] {
  const [first, ...others] = options;
  if (first === undefined) return [];
  if (others.length === 0) return inside(first, from);
  const steps = inside(first, from + 1);
  const second = from + steps.length + 2;
  const rest = compileChoice(others, second, inside);
  const to = second + rest.length;
  return [{ do: "split", first: from + 1, second }, ...steps, { do: "jump", to }, ...rest];
}

/** As often as it must, then as often as it may; what takes nothing is not repeated. */
function compileRepeat(
  { part, min, max, isLazy }: Extract<RegexNode, { kind: "repeat" }>,
  from: number,
  inside: (part: RegexNode, at: number) => Step[],
): Step[] {
  const steps: Step[] = [];
  for (let time = 0; time < min; time += 1) steps.push(...inside(part, from + steps.length));
  const once = (at: number): Step[] => {
    const since = `repetition ${at}`;
    return [{ do: "note", name: since }, ...inside(part, at + 1), { do: "progress", since }];
  };
  const split = (go: number, leave: number): Step =>
    isLazy ? { do: "split", first: leave, second: go } : { do: "split", first: go, second: leave };
  if (max === Infinity) {
    const at = from + steps.length;
    const body = once(at + 1);
    return [...steps, split(at + 1, at + body.length + 2), ...body, { do: "jump", to: at }];
  }
  const { length } = once(0);
  const end = from + steps.length + (max - min) * (length + 1);
  for (let time = min; time < max; time += 1) {
    const at = from + steps.length;
    steps.push(split(at + 1, end), ...once(at + 1));
  }
  return steps;
}

/** Characters that a part takes, whatever they are. @throws Error when that depends on them */
function widthOf(node: RegexNode): number {
  if (node.kind === "one") return 1;
  if (node.kind === "place" || node.kind === "look") return 0;
  if (node.kind === "capture") return widthOf(node.part);
  if (node.kind === "sequence") return node.parts.reduce((sum, part) => sum + widthOf(part), 0);
  throw new Error("cannot look behind for what has no fixed length");
}
