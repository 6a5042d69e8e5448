import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import {
  hasEnded,
  openSession,
  presentSession,
  session,
  signIn,
  signOut,
} from "../../../console/shell/session-store.ts";
import { type Access, SESSION_MS } from "../../../console/shell/session.ts";
import { askToSignInAgain, refusal } from "../../../console/shell/sign-in/sign-in-again.ts";

const ACCESS: Access = {
  token: "rbk_1",
  kind: "api-key",
  application: "acme",
  environment: "production",
  permissions: [],
};

describe("the session of a tab", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  };
  let seen: () => void;

  beforeEach(() => {
    vi.useFakeTimers({ now: 1_800_000_000_000 });
    kept.clear();
    vi.stubGlobal("document", {
      addEventListener: (_type: string, listener: () => void) => (seen = listener),
    });
    vi.stubGlobal("sessionStorage", storage);
    openSession("ringback.session");
  });

  afterEach(() => {
    signOut();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("has ended after twelve hours of which the computer slept some", () => {
    signIn(ACCESS);
    // The clock goes on, and no timer does.
    vi.setSystemTime(Date.now() + SESSION_MS);
    expect(presentSession().accesses).toEqual([]);
    expect(hasEnded.get()).toBe(true);
    expect(kept.size).toBe(0);
  });

  it("is looked at when somebody looks at the tab", () => {
    signIn(ACCESS);
    vi.setSystemTime(Date.now() + SESSION_MS - 1);
    seen();
    expect(session.get().accesses).toEqual([ACCESS]);
    vi.setSystemTime(Date.now() + 1);
    seen();
    expect(session.get().accesses).toEqual([]);
  });

  it("takes the question for another key with it", async () => {
    signIn(ACCESS);
    const answer = askToSignInAgain("production");
    vi.advanceTimersByTime(SESSION_MS);
    expect(refusal.get()).toBeUndefined();
    await expect(answer).resolves.toBe(false);
  });

  it("lives as long as the page where storage takes nothing, and nothing old is left there", () => {
    signIn(ACCESS);
    vi.stubGlobal("sessionStorage", {
      ...storage,
      setItem() {
        throw new DOMException("full", "QuotaExceededError");
      },
    });
    signIn({ ...ACCESS, token: "rbk_2" });
    expect(session.get().accesses.map(({ token }) => token)).toEqual(["rbk_2"]);
    expect(kept.size).toBe(0);
  });
});
