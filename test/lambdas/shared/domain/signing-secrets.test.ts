import { describe, expect, it } from "vitest";

import {
  liveSecrets,
  readPreviousSecrets,
  rotatedSecrets,
  rotationTimes,
  writePreviousSecrets,
} from "../../../../lambdas/shared/domain/signing-secrets.ts";

describe("rotatedSecrets", () => {
  const first = { current: "one", previous: [] };

  it("without an overlap leaves only the new secret", () => {
    expect(rotatedSecrets(first, "two", 0, 0)).toEqual({ current: "two", previous: [] });
  });

  it("with an overlap keeps the old one live until its end", () => {
    const rotated = rotatedSecrets(first, "two", 1000, 60);
    expect(liveSecrets(rotated, 60_999)).toEqual(["two", "one"]);
    expect(liveSecrets(rotated, 61_000)).toEqual(["two"]);
  });

  it("twice within an overlap keeps all that are live, the newest first", () => {
    const twice = rotatedSecrets(rotatedSecrets(first, "two", 0, 60), "three", 10_000, 60);
    expect(liveSecrets(twice, 20_000)).toEqual(["three", "two", "one"]);
    expect(liveSecrets(twice, 65_000)).toEqual(["three", "two"]);
  });

  it("forgets the oldest of too many", () => {
    let secrets: Parameters<typeof rotatedSecrets>[0] = first;
    for (let n = 0; n < 10; n += 1) secrets = rotatedSecrets(secrets, `next ${n}`, n, 1000);
    expect(secrets.previous).toHaveLength(4);
  });

  it("of a webhook without a secret has nothing to keep", () => {
    const none = { current: undefined, previous: [] };
    expect(liveSecrets(none, 0)).toEqual([]);
    expect(rotatedSecrets(none, "one", 0, 60)).toEqual({ current: "one", previous: [] });
  });
});

describe("rotationTimes", () => {
  const previous = [
    { secret: "two", untilMs: 60_000 },
    { secret: "one", untilMs: 90_000 },
  ];

  it("of a request with room for all signatures: the new one at once", () => {
    const times = { signsFromMs: 1000, previousSignUntilMs: 90_000 };
    expect(rotationTimes({ current: "three", previous }, 1000, true)).toEqual(times);
  });

  it("of a request with room for one: the new one after all others", () => {
    const times = { signsFromMs: 90_000, previousSignUntilMs: 90_000 };
    expect(rotationTimes({ current: "three", previous }, 1000, false)).toEqual(times);
  });

  it("of a rotation without an overlap: now", () => {
    const times = { signsFromMs: 1000, previousSignUntilMs: 1000 };
    expect(rotationTimes({ current: "one", previous: [] }, 1000, false)).toEqual(times);
  });
});

it("previous secrets are read back as they were written", () => {
  const previous = [{ secret: 'a "quoted" one', untilMs: 5 }];
  expect(readPreviousSecrets(writePreviousSecrets(previous))).toEqual(previous);
});
