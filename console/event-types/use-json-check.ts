import { useEffect, useState } from "preact/hooks";

import type * as Checks from "./json-check.ts";
import type { TextVerdict } from "./json-check.ts";

/** The checks, which are a chunk of their own. */
export type JsonChecks = typeof Checks;

/** A check of what was typed. */
export type Check = (checks: JsonChecks, text: string) => TextVerdict;

/** Wait after a keystroke before a check: nobody wants to be told of half a word. */
const PAUSE_MS = 250;

/**
 * Checks a text while it is typed.
 * @param deps what else the verdict hangs on
 * @returns undefined until there is a verdict of this text; without the chunk there is none, and
 *   the API says the same when it is asked
 */
export function useJsonCheck(
  text: string,
  check: Check,
  deps: readonly unknown[] = [],
): TextVerdict | undefined {
  const [held, hold] = useState<{ readonly of: string; readonly verdict: TextVerdict }>();
  useEffect(() => {
    let isLeft = false;
    const timer = setTimeout(() => {
      void checkNow(text, check).then((verdict) => {
        if (!isLeft && verdict !== undefined) hold({ of: text, verdict });
      });
    }, PAUSE_MS);
    return () => {
      isLeft = true;
      clearTimeout(timer);
    };
  }, [text, ...deps]);
  return held?.of === text ? held.verdict : undefined;
}

/** Checks at once, as before something is sent; undefined where the checks cannot be loaded. */
export async function checkNow(text: string, check: Check): Promise<TextVerdict | undefined> {
  try {
    return check(await import("./json-check.ts"), text);
  } catch {
    return undefined;
  }
}
