import { inspect } from "node:util";

import { describe, expect, test } from "vitest";

import { Secret } from "../../../../lambdas/shared/domain/secret.ts";

describe("Secret", () => {
  test("shows itself to nobody but reveal", () => {
    const secret = new Secret("hunter2");
    const shown = [
      String(secret),
      JSON.stringify({ secret }),
      inspect({ secret }, { showHidden: true, depth: 5 }),
      inspect([secret]),
      Object.keys(secret).join(),
      JSON.stringify(structuredClone(secret)),
    ].join("\n");
    expect(shown).not.toContain("hunter2");
    expect(shown).toContain("[secret]");
    expect(secret.reveal()).toBe("hunter2");
  });
});
