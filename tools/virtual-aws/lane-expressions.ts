/**
 * What the expressions of the lane's state machine are about: an execution's input, and the result
 * of its task.
 */
export interface LaneScope {
  readonly input: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  /** How often the task was tried before. */
  readonly retries?: number;
}

type Expression = (scope: LaneScope) => unknown;

/** The forms of JSONata that the lane's definition has, and what each comes to. */
const FORMS: readonly (readonly [RegExp, (scope: LaneScope, ...parts: string[]) => unknown])[] = [
  [/^\$states\.input\.(\w+)$/u, ({ input }, name = "") => input[name]],
  [/^\$states\.input\.(\w+) = '(\w+)'$/u, ({ input }, name = "", text) => input[name] === text],
  [
    /^\$sum\(\[\$states\.input\.(\w+), (\d+)\]\)$/u,
    ({ input }, name = "", more) => Number(input[name] ?? 0) + Number(more),
  ],
  [
    /^\$max\(\[\$states\.input\.(\w+), (\d+)\]\)$/u,
    ({ input }, name = "", least) => Math.max(Number(input[name] ?? 0), Number(least)),
  ],
  [
    /^\$merge\(\[\$states\.input, \{'retries': \$states\.context\.State\.RetryCount\}\]\)$/u,
    ({ input, retries = 0 }) => ({ ...input, retries }),
  ],
  [/^\$states\.result\.Payload$/u, ({ result }) => result],
];

/** Texts are few, and each is read once. */
const known = new Map<string, Expression>();

/**
 * What a value of the definition comes to: a text `{% … %}` is an expression, and the members of an
 * object are values.
 * @throws TypeError of an expression of another form
 */
export function evaluate(value: unknown, scope: LaneScope): unknown {
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(([name, one]) => [name, evaluate(one, scope)]);
    return Object.fromEntries(members);
  }
  if (typeof value !== "string") return value;
  const expression = known.get(value) ?? read(value);
  known.set(value, expression);
  return expression(scope);
}

function read(text: string): Expression {
  const expression = /^\{% (?<expression>.*) %\}$/u.exec(text)?.groups?.["expression"];
  if (expression === undefined) return () => text;
  for (const [form, comesTo] of FORMS) {
    const parts = form.exec(expression)?.slice(1);
    if (parts !== undefined) return (scope) => comesTo(scope, ...parts);
  }
  throw new TypeError(`the virtual Step Functions does not know ${expression}`);
}
