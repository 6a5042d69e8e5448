import { type Comment, parseSync, visitorKeys } from "oxc-parser";

/**
 * A place in the source, named by what outlives a tidy-up, and what is written there instead, where
 * `$&` stands for what was there.
 */
export interface SourceEdit {
  /** Path from the root of the project. */
  readonly file: string;
  /** A comment: `R1` is the statement that ends before `// R1`, or begins on the line below it. */
  readonly at?: string;
  /** Or the name of a constant, a property or a function. */
  readonly name?: string;
  /** Of that, only what is done in the `case` of this word. */
  readonly case?: string;
  /** Of that, only these words, which are in there once. */
  readonly from?: string;
  readonly to?: string;
  /** In place of `to`: the condition of the `if` that is there, */
  readonly if?: string;
  /** what it does, */
  readonly does?: string;
  /** the value of what is named. */
  readonly is?: string;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

interface Node extends Span {
  readonly type: string;
  readonly [key: string]: unknown;
}

/**
 * @throws Error when the place is not there, or there twice: the source was changed, and the edit
 *   must follow it
 */
export function applyEdit(source: string, edit: SourceEdit): string {
  const { start, end, text } = replacementOf(source, placeOf(source, edit), edit);
  const was = source.slice(start, end);
  return source.slice(0, start) + text.replaceAll("$&", () => was) + source.slice(end);
}

function placeOf(source: string, { file, at, name, case: word }: SourceEdit): Node {
  const { program, comments } = parseSync(file, source);
  const nodes = [...nodesIn(program as unknown as Node)];
  if (at !== undefined) {
    const anchors = comments.filter(({ value }) => value.trim() === at);
    return nodeAt(source, nodes, once(anchors, `// ${at}`, file), file);
  }
  const named = once(namedSo(nodes, name), `${name}`, file);
  return word === undefined
    ? named
    : once([...nodesIn(named)].filter(isCase(word)), `case "${word}":`, file);
}

function replacementOf(source: string, place: Node, edit: SourceEdit): Span & { text: string } {
  const { test, consequent, init, value, body } = place as Partial<Record<string, Span>>;
  const { from, to: text = "" } = edit;
  if (edit.if !== undefined) return spanned(test, edit.if, edit);
  if (edit.does !== undefined) return spanned(consequent, edit.does, edit);
  if (edit.is !== undefined) {
    return body === undefined
      ? spanned(init ?? value, edit.is, edit)
      : spanned(body, `{ return ${edit.is}; }`, edit);
  }
  const whole = edit.case === undefined ? place : { start: test!.end + 1, end: place.end };
  if (from === undefined) return { ...whole, text };
  const [before = "", ...after] = source.slice(whole.start, whole.end).split(from);
  once(after, from, edit.file);
  const start = whole.start + before.length;
  return { start, end: start + from.length, text };
}

function spanned(span: Span | undefined, text: string, { file, at, name }: SourceEdit) {
  if (span === undefined) throw new Error(`${at ?? name} of ${file} is another kind of thing`);
  return { start: span.start, end: span.end, text };
}

/** The only one of some. */
function once<Found>(found: readonly Found[], what: string, file: string): Found {
  const [first] = found;
  if (first === undefined || found.length > 1) {
    throw new Error(`expected ${JSON.stringify(what)} once in ${file}, found ${found.length}`);
  }
  return first;
}

/** All nodes below one, the outer ones first. */
function* nodesIn(node: Node): Generator<Node> {
  for (const key of visitorKeys[node.type] ?? []) {
    for (const child of [node[key]].flat() as (Node | null | undefined)[]) {
      if (!child) continue;
      yield child;
      yield* nodesIn(child);
    }
  }
}

/** The declarations of a name; where there are none, the properties. */
function namedSo(nodes: readonly Node[], wanted: string | undefined): Node[] {
  const isNamed = (name: unknown) => (name as { name?: string } | undefined)?.name === wanted;
  const declared = nodes.filter(
    ({ type, id }) => /^(?:VariableDeclarator|FunctionDeclaration)$/u.test(type) && isNamed(id),
  );
  return declared.length > 0
    ? declared
    : nodes.filter(({ type, key, shorthand }) => type === "Property" && !shorthand && isNamed(key));
}

function isCase(word: string): (node: Node) => boolean {
  return ({ type, test }) =>
    type === "SwitchCase" && (test as { value?: unknown } | null)?.value === word;
}

/** The outermost node that ends before a comment on its line, or begins there, or below. */
function nodeAt(source: string, nodes: readonly Node[], comment: Comment, file: string): Node {
  const line = source.lastIndexOf("\n", comment.start) + 1;
  const before = source.slice(line, comment.start);
  const from = before.trim() === "" ? comment.end : line;
  const begin = from + source.slice(from).search(/\S/u);
  const ending = line + before.replace(/[\s,;]*$/u, "").length;
  const ends = ({ type, end }: Node) =>
    type !== "SwitchCase" && ending > line && (end === ending || end === ending + 1);
  const node = nodes.find(ends) ?? nodes.find(({ start }) => start === begin);
  if (node === undefined) throw new Error(`nothing is at //${comment.value} in ${file}`);
  return node;
}
