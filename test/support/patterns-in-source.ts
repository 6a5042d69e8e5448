/** A regular expression that is written in a source. */
export interface WrittenPattern {
  readonly line: number;
  readonly pattern: RegExp;
}

/** What a slash divides when it stands behind it: the end of a value. */
const VALUE_END = /[\w$)\]"'`]$/u;
/** Words that no value ends with. */
const BEFORE_VALUE = /\b(?:return|typeof|case|in|of|delete|void|await|yield|else)$/u;
const LITERAL = /\/((?:\\[^\n]|\[(?:\\[^\n]|[^\]\n\\])*\]|[^/\n\\[])+)\/([a-z]*)/y;
const STRING = /"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'/y;
const COMMENT = /\/\/[^\n]*|\/\*[^]*?\*\//y;

/** The regular expressions in a TypeScript source, wherever they stand but in templates' texts. */
export function patternsIn(source: string): WrittenPattern[] {
  const found: WrittenPattern[] = [];
  let code = ""; // what came before, without comments
  let at = 0;
  let braces: number[] = []; // open braces in each template that is open
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const taken = pattern.exec(source);
    if (taken !== null) at = pattern.lastIndex;
    return taken;
  };
  const template = (): void => {
    while (at < source.length && source[at] !== "`" && !source.startsWith("${", at)) {
      at += source[at] === "\\" ? 2 : 1;
    }
    const isOver = source[at] === "`";
    at += isOver ? 1 : 2;
    code += "`";
    if (!isOver) {
      braces.push(0);
      code += "+";
    }
  };
  while (at < source.length) {
    const character = source.charAt(at);
    const start = at;
    if (take(COMMENT) !== null) continue;
    if (take(STRING) !== null) {
      code += '""';
      continue;
    }
    const literal = character === "/" && isValueNext(code) ? take(LITERAL) : null;
    if (literal !== null) {
      const [, body = "", flags = ""] = literal;
      const line = source.slice(0, start).split("\n").length;
      found.push({ line, pattern: new RegExp(body, flags) });
      code += '""';
      continue;
    }
    at += 1;
    const open = braces.at(-1);
    if (character === "`") template();
    else if (character === "}" && open === 0) {
      braces = braces.slice(0, -1);
      template();
    } else {
      if (open !== undefined && (character === "{" || character === "}")) {
        braces[braces.length - 1] = open + (character === "{" ? 1 : -1);
      }
      code += character;
    }
  }
  return found;
}

/** Whether a slash behind this code begins a regular expression. */
function isValueNext(code: string): boolean {
  const before = code.slice(-100).trimEnd();
  return !VALUE_END.test(before) || BEFORE_VALUE.test(before);
}
