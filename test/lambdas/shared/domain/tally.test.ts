import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  countOf,
  mergeTallies,
  ownerKey,
  ownerOfKey,
  spanStartMs,
  sumReasons,
  type TallyMark,
  tallyOf,
  type TallyOwner,
} from "../../../../lambdas/shared/domain/tally.ts";
import { forAll } from "../../../support/for-all.ts";
import { tenantArbitrary, webhookIdArbitrary } from "../../../support/id-arbitrary.ts";

const owner: TallyOwner = { kind: "rejected", application: "acme", environment: "sandbox" };
const START_MS = Date.UTC(2026, 0, 31);

function mark(reason: string, id: string, places: readonly string[] = []): TallyMark {
  return { owner, reason, id, places, isTold: true };
}

describe("a tally of marks", () => {
  test("counts each reason, and names each id and place once", () => {
    const marks = [mark("a", "2", ["x"]), mark("b", "1", ["y", "x"]), mark("a", "2")] as const;
    expect(tallyOf(marks, START_MS)).toEqual({
      owner,
      startMs: START_MS,
      isTold: true,
      reasons: { a: 2, b: 1 },
      ids: ["1", "2"],
      places: ["x", "y"],
    });
  });

  test("names ten of many", () => {
    const many = Array.from({ length: 30 }, (_, index) => mark("a", `id_${index}`, [`p${index}`]));
    const tally = tallyOf([mark("a", "id_0"), ...many], START_MS);
    expect([tally.ids.length, tally.places.length]).toEqual([10, 10]);
    expect(countOf(tally.reasons)).toBe(31);
  });

  test("keeps a hundred bytes of a place, since a producer chooses its names", () => {
    const [place] = tallyOf([mark("a", "1", ["x".repeat(5000)])], START_MS).places;
    expect(place).toBe("x".repeat(100));
  });

  test("has places that DynamoDB takes, whatever names a producer chose", () => {
    const places = ["", "detail.\ud83d", "detail.a\nb", "é".repeat(100)];
    expect(tallyOf([mark("a", "1", places)], START_MS).places).toEqual([
      "detail.a\ufffdb",
      "detail.\ufffd",
      "é".repeat(50),
    ]);
  });

  test("has no id where a mark has none", () => {
    const { ids } = tallyOf([{ owner, reason: "a", places: [], isTold: false }], START_MS);
    expect(ids).toEqual([]);
  });
});

test("parts of a tally make the same whole in any order", () => {
  const parts = [
    tallyOf([mark("a", "3", ["x"])], START_MS),
    tallyOf([mark("b", "1"), mark("a", "2", ["y"])], START_MS),
  ] as const;
  const whole = mergeTallies(parts);
  expect(whole).toEqual({
    owner,
    startMs: START_MS,
    isTold: true,
    reasons: { a: 2, b: 1 },
    ids: ["1", "2", "3"],
    places: ["x", "y"],
  });
  expect(mergeTallies([parts[1], parts[0]])).toEqual(whole);
});

test("sums of counts hold every reason of any of them", () => {
  expect(sumReasons([{ a: 1, b: 2 }, {}, { b: 3, c: 4 }])).toEqual({ a: 1, b: 5, c: 4 });
});

test.each([
  ["2026-01-31T12:00:59.999Z", 60_000, "2026-01-31T12:00:00.000Z"],
  ["2026-01-31T12:01:00.000Z", 60_000, "2026-01-31T12:01:00.000Z"],
  ["2026-01-31T12:01:03.000Z", 2000, "2026-01-31T12:01:02.000Z"],
])("%s lies in the span of %i ms that begins at %s", (time, spanMs, start) => {
  expect(new Date(spanStartMs(Date.parse(time), spanMs)).toISOString()).toBe(start);
});

describe("an owner", () => {
  test("is read back from its key", () => {
    const owners = fc.oneof(
      fc.constant<TallyOwner>({ kind: "unaddressed" }),
      tenantArbitrary.map((tenant): TallyOwner => ({ kind: "rejected", ...tenant })),
      fc
        .tuple(tenantArbitrary, webhookIdArbitrary)
        .map(([tenant, webhookId]): TallyOwner => ({ kind: "dropped", ...tenant, webhookId })),
    );
    forAll(owners, (one) => {
      expect(ownerOfKey(ownerKey(one))).toEqual(one);
    });
  });

  test.each(["", "dropped", "dropped#acme#production", "rejected#acme", "rejected#acme#x", "who"])(
    "is not what %j stands for",
    (key) => {
      expect(ownerOfKey(key)).toBeUndefined();
    },
  );
});
