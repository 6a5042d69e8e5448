import { expect, test } from "vitest";

import { hasTag } from "../../../../lambdas/shared/domain/entity-tag.ts";

test.each(['W/"a1"', '"a1"', '"other", W/"a1"', '"other" , "a1" ', "*"])(
  "%s names the tag, weak or strong",
  (header) => {
    expect(hasTag(header, 'W/"a1"')).toBe(true);
    expect(hasTag(header, '"a1"')).toBe(true);
  },
);

test.each([undefined, "", '"other"', "a1", 'w/"a1"', '"a1', '"other W/"a1""'])(
  "%s does not",
  (header) => {
    expect(hasTag(header, 'W/"a1"')).toBe(false);
  },
);
