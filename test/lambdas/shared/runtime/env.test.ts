import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";

import {
  decimal,
  EnvError,
  flag,
  list,
  oneOf,
  readEnv,
  text,
  wholeNumber,
} from "../../../../lambdas/shared/runtime/env.ts";
import { forAll } from "../../../support/for-all.ts";

const spec = {
  TABLE: text,
  HORIZON_SECONDS: wholeNumber,
  RATE: decimal,
  ON: flag,
  CIDRS: list,
} as const;
const good = {
  TABLE: "t",
  HORIZON_SECONDS: "900",
  RATE: "0.01",
  ON: "true",
  CIDRS: "10.0.0.0/8, ::1/128",
};

const readMalformed = () =>
  readEnv(spec, { TABLE: "", HORIZON_SECONDS: "hunter2", RATE: "-1", CIDRS: "a,,b" });

describe("readEnv", () => {
  test("reads every variable with its reader and its type", () => {
    const env = readEnv(spec, { ...good, UNRELATED: "x" });
    expect(env).toEqual({
      TABLE: "t",
      HORIZON_SECONDS: 900,
      RATE: 0.01,
      ON: true,
      CIDRS: ["10.0.0.0/8", "::1/128"],
    });
    expectTypeOf(env.CIDRS).toEqualTypeOf<readonly string[]>();
    expectTypeOf(env.HORIZON_SECONDS).toBeNumber();
  });

  test("lists every missing and malformed variable in one error, without their values", () => {
    expect(readMalformed).toThrow(EnvError);
    expect(readMalformed).toThrow(
      "TABLE: expected text, got nothing; HORIZON_SECONDS: expected a whole number of at least 0; " +
        "RATE: expected a decimal number of at least 0; ON is missing; CIDRS: expected items separated by single commas",
    );
    expect(readMalformed).not.toThrow("hunter2");
  });
});

describe("readers", () => {
  test.each(["", " 1", "1.0", "-1", "1e3", "0x10", "9007199254740993", "NaN"])(
    "wholeNumber refuses %j",
    (raw) => {
      expect(() => wholeNumber(raw)).toThrow("whole number");
    },
  );

  test.each(["", ".5", "5.", "1e-3", "Infinity", "0,5"])("decimal refuses %j", (raw) => {
    expect(() => decimal(raw)).toThrow("decimal number");
  });

  test.each(["", "TRUE", "1", "yes"])("flag refuses %j", (raw) => {
    expect(() => flag(raw)).toThrow('"true" or "false"');
  });

  test("oneOf reads one of its words, and refuses any other", () => {
    expect(oneOf("quick", "slow")("slow")).toBe("slow");
    for (const raw of ["", "Quick", "toString"]) {
      expect(() => oneOf("quick", "slow")(raw)).toThrow("one of quick, slow");
    }
  });

  test("list reads the empty text as the empty list", () => {
    expect(list("")).toEqual([]);
    expect(list("a")).toEqual(["a"]);
  });

  test("wholeNumber reads back every safe integer", () => {
    forAll(fc.maxSafeNat(), (value) => {
      expect(wholeNumber(String(value))).toBe(value);
    });
  });
});
