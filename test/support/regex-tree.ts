/** A regular expression as a tree: all that the sources use of ECMAScript's syntax. */
export type RegexNode =
  /** One character: literal, escape, class or `.`. */
  | { readonly kind: "one"; readonly source: string }
  | { readonly kind: "place"; readonly source: string }
  | { readonly kind: "sequence"; readonly parts: readonly RegexNode[] }
  | { readonly kind: "choice"; readonly options: readonly RegexNode[] }
  | { readonly kind: "capture"; readonly name: string; readonly part: RegexNode }
  /** What a group has matched, once more. */
  | { readonly kind: "again"; readonly name: string }
  | {
      readonly kind: "look";
      readonly isBehind: boolean;
      readonly isNegative: boolean;
      readonly part: RegexNode;
    }
  | {
      readonly kind: "repeat";
      readonly part: RegexNode;
      readonly min: number;
      readonly max: number;
      readonly isLazy: boolean;
    };

const PLACE = /\^|\$|\\[bB]/y;
const AGAIN = /\\(?:k<(?<name>\w+)>|(?<number>[1-9]))/y;
const ONE =
  /\\(?:u\{[\dA-Fa-f]+\}|u[\dA-Fa-f]{4}|x[\dA-Fa-f]{2}|c[A-Za-z]|[pP]\{[^}]+\}|[^])|\[(?:\\[^]|[^\\\]])*\]|[^\\()[|*+?]/uy;
const QUANTIFIER = /(?:[*+?]|\{(?<min>\d+)(?<comma>,(?<max>\d*))?\})(?<lazy>\??)/y;
const GROUP = /\((?:\?(?:(?<look><?[=!])|<(?<name>\w+)>|:))?/y;

/**
 * Reads a pattern.
 * @throws Error for what it does not know
 */
export function regexTree(source: string): RegexNode {
  let at = 0;
  let captures = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found !== null) at = pattern.lastIndex;
    return found;
  };
  const fail = (): never => {
    throw new Error(`cannot read /${source}/ at ${at}`);
  };

  function choice(): RegexNode {
    const options = [sequence()];
    while (source[at] === "|") {
      at += 1;
      options.push(sequence());
    }
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { kind: "choice", options };
  }

  function sequence(): RegexNode {
    const parts: RegexNode[] = [];
    while (at < source.length && source[at] !== "|" && source[at] !== ")") parts.push(quantified());
    return { kind: "sequence", parts };
  }

  function quantified(): RegexNode {
    const part = atom();
    const found = take(QUANTIFIER);
    if (found === null) return part;
    const { min, comma, max, lazy } = found.groups ?? {};
    const isLazy = lazy === "?";
    if (min !== undefined) {
      const most = comma === undefined ? Number(min) : max === "" ? Infinity : Number(max);
      return { kind: "repeat", part, min: Number(min), max: most, isLazy };
    }
    const [sign] = found[0];
    return {
      kind: "repeat",
      part,
      min: sign === "+" ? 1 : 0,
      max: sign === "?" ? 1 : Infinity,
      isLazy,
    };
  }

  function atom(): RegexNode {
    const group = take(GROUP);
    if (group !== null) {
      const { look, name } = group.groups ?? {};
      const isCapture = group[0] === "(" || name !== undefined;
      if (isCapture) captures += 1;
      const index = String(captures);
      const part = choice();
      if (source[at] !== ")") fail();
      at += 1;
      if (look !== undefined) {
        return {
          kind: "look",
          isBehind: look.startsWith("<"),
          isNegative: look.endsWith("!"),
          part,
        };
      }
      return isCapture ? { kind: "capture", name: name ?? index, part } : part;
    }
    const place = take(PLACE);
    if (place !== null) return { kind: "place", source: place[0] };
    const again = take(AGAIN);
    if (again !== null) {
      return { kind: "again", name: again.groups?.["name"] ?? again.groups?.["number"] ?? fail() };
    }
    const one = take(ONE);
    return one === null ? fail() : { kind: "one", source: one[0] };
  }

  const tree = choice();
  return at === source.length ? tree : fail();
}
