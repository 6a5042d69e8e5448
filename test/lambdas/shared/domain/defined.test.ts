import { describe, expect, expectTypeOf, test } from "vitest";

import { defined } from "../../../../lambdas/shared/domain/defined.ts";

describe("defined", () => {
  test("leaves out what is undefined, and nothing else", () => {
    const members = { none: undefined, nothing: null, zero: 0, empty: "", no: false, some: [1] };
    expect(Object.entries(defined(members))).toEqual([
      ["nothing", null],
      ["zero", 0],
      ["empty", ""],
      ["no", false],
      ["some", [1]],
    ]);
  });

  test("makes optional what may be undefined, in the type as well", () => {
    const members: { id: string; count: number | undefined; filter?: string } = {
      id: "wh_1",
      count: undefined,
    };
    const kept = defined(members);
    expectTypeOf(kept).toExtend<{ id: string; count?: number; filter?: string }>();
    expectTypeOf(kept.count).toEqualTypeOf<number | undefined>();
    expect(kept).toEqual({ id: "wh_1" });
    // @ts-expect-error: `id` is a text.
    const wrong: { id: number } = kept;
    expect(wrong).toBe(kept);
  });

  test("keeps literals, for discriminated unions", () => {
    const read = (text: string | undefined): { kind: "text"; text?: string } | { kind: "none" } =>
      defined({ kind: "text", text });
    expect([read("a"), read(undefined)]).toEqual([{ kind: "text", text: "a" }, { kind: "text" }]);
  });
});
