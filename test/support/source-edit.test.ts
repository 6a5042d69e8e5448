import { expect, test } from "vitest";

import { applyEdit } from "./source-edit.ts";

const file = "step.ts";
const SOURCE = `const MOST = 2;
export function step(kind: string, seen: number): string {
  // D2
  if (
    seen > MOST
  ) {
    return "ack";
  }
  switch (kind) {
    case "hold":
      return "failed";
    default:
      return act(
        kind,
      ); // D5, D6
  }
}
`;

const edited = (edit: object) => applyEdit(SOURCE, { file, ...edit }).replaceAll(/\s+/gu, " ");

test("a statement is found by the comment above it or behind it, however it is laid out", () => {
  expect(edited({ at: "D2", if: "$& && kind" })).toContain("if ( seen > MOST && kind ) {");
  expect(edited({ at: "D2", does: "throw 1;" })).toContain("if ( seen > MOST ) throw 1; switch");
  expect(edited({ at: "D5, D6", to: "ack(); $&" })).toContain("default: ack(); return act(");
  expect(edited({ at: "D5, D6", from: "kind", to: "1" })).toContain("return act( 1, );");
});

test("a constant, a function and a case are found by their names", () => {
  expect(edited({ name: "MOST", is: "9" })).toContain("const MOST = 9;");
  expect(edited({ name: "step", is: "kind" })).toContain("): string { return kind; }");
  expect(edited({ name: "step", case: "hold", to: 'return "ack";' })).toContain(
    'case "hold":return "ack"; default:',
  );
});

test("what is not there once is an error", () => {
  expect(() => edited({ at: "D5", to: "" })).toThrow('expected "// D5" once in step.ts, found 0');
  expect(() => edited({ name: "step", from: "kind", to: "" })).toThrow("found 3");
  expect(() => edited({ name: "step", if: "true" })).toThrow("another kind of thing");
});
