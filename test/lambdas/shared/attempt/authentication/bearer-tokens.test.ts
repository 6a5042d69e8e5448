import { describe, expect, test, vi } from "vitest";

import { makeBearerTokens } from "../../../../../lambdas/shared/attempt/authentication/bearer-tokens.ts";
import type { TokenResponse } from "../../../../../lambdas/shared/domain/token-response.ts";

/** Tokens whose fetches the test ends one by one. */
function setUp() {
  const clock = { nowMs: 1_000_000 };
  const fetches: ((answer: TokenResponse) => void)[] = [];
  const fetchToken = vi.fn(
    () => new Promise<TokenResponse>((resolve) => void fetches.push(resolve)),
  );
  const tokens = makeBearerTokens(fetchToken, () => clock.nowMs);
  return {
    clock,
    fetchToken,
    take: (refused?: string) => tokens.take(1_000, refused),
    takeWithin: (timeoutMs: number) => tokens.take(timeoutMs),
    give: (token: string, lifetimeSeconds = 600) =>
      fetches.shift()?.({ ok: true, token, lifetimeSeconds }),
    refuse: (message: string) => fetches.shift()?.({ ok: false, message }),
  };
}

const good = (token: string) => ({ ok: true, token });

describe("an access token", () => {
  test("is fetched once for all who wait", async () => {
    const { take, give, fetchToken } = setUp();
    const waiting = Array.from({ length: 10 }, () => take());
    give("a");
    expect(new Set((await Promise.all(waiting)).map((each) => JSON.stringify(each))).size).toBe(1);
    await expect(take()).resolves.toMatchObject(good("a"));
    expect(fetchToken).toHaveBeenCalledTimes(1);
  });

  test.each([
    [600, 570],
    [60, 30],
    [40, 20],
    [1, 0.5],
  ])("that lives %i s is used for %d s", async (lifetimeSeconds, usedSeconds) => {
    const { take, give, clock, fetchToken } = setUp();
    const first = take();
    give("a", lifetimeSeconds);
    await first;
    clock.nowMs += usedSeconds * 1000 - 1;
    await expect(take()).resolves.toMatchObject(good("a"));
    clock.nowMs += 1;
    const second = take();
    give("b");
    await expect(second).resolves.toMatchObject(good("b"));
    expect(fetchToken).toHaveBeenCalledTimes(2);
  });

  test("that lives no time serves those who waited for it", async () => {
    const { take, give } = setUp();
    const both = [take(), take()];
    give("a", 0);
    await expect(Promise.all(both)).resolves.toMatchObject([good("a"), good("a")]);
    const third = take();
    give("b");
    await expect(third).resolves.toMatchObject(good("b"));
  });

  test("that was refused is replaced once for all that were refused with it", async () => {
    const { take, give, fetchToken } = setUp();
    const first = take();
    give("a");
    await first;
    const refused = [take("a"), take("a")];
    give("b");
    await expect(Promise.all(refused)).resolves.toMatchObject([good("b"), good("b")]);
    // This one comes late: the token that it was refused with is replaced already.
    await expect(take("a")).resolves.toMatchObject(good("b"));
    expect(fetchToken).toHaveBeenCalledTimes(2);
  });

  test("that cannot be fetched is asked for anew the next time", async () => {
    const { take, give, refuse } = setUp();
    const both = [take(), take()];
    refuse("no");
    await expect(Promise.all(both)).resolves.toEqual(
      Array.from({ length: 2 }, () => ({ ok: false, message: "no" })),
    );
    const next = take();
    give("a");
    await expect(next).resolves.toMatchObject(good("a"));
  });

  test("is waited for as long as each can, and is there for the others", async () => {
    const { take, takeWithin, give } = setUp();
    const patient = take();
    await expect(takeWithin(5)).resolves.toEqual({
      ok: false,
      message: "the token endpoint gave no token within the timeout",
    });
    give("a");
    await expect(patient).resolves.toMatchObject(good("a"));
  });
});
