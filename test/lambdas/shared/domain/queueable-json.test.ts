import fc from "fast-check";
import { expect, test } from "vitest";

import { queueableJson } from "../../../../lambdas/shared/domain/queueable-json.ts";
import { forAll } from "../../../support/for-all.ts";

test("the two characters that SQS refuses become escapes, all else stays", () => {
  expect(queueableJson('{"\uFFFF":"a\uFFFEb\uFFFDc\u{1FFFF}"}')).toBe(
    '{"\\uffff":"a\\ufffeb\uFFFDc\u{1FFFF}"}',
  );
});

test("it is the same JSON, also done twice", () => {
  forAll(fc.jsonValue(), (value) => {
    const json = JSON.stringify([value, { "\uFFFE": "\uFFFF" }]);
    const once = queueableJson(json);
    expect(once).not.toMatch(/[\uFFFE\uFFFF]/u);
    expect(JSON.parse(once)).toEqual(JSON.parse(json));
    expect(queueableJson(once)).toBe(once);
  });
});
