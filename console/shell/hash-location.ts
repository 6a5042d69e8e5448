import { useEffect, useState } from "preact/hooks";

import { type HashPlace, hashOf, placeOfHash } from "./hash-place.ts";

/** Goes to a path within the page. */
export function navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
  const hash = hashOf(to);
  if (hash === location.hash) return;
  history[replace ? "replaceState" : "pushState"](null, "", hash);
  arrive();
}

/** wouter's location hook: its own for hashes keeps the search outside of the hash. */
export function useHashLocation(): [string, typeof navigate] {
  return [usePlace().path, navigate];
}

/** wouter's search hook. */
export function useHashSearch(): string {
  return usePlace().search;
}

useHashLocation.hrefs = (href: string) => hashOf(href);
useHashLocation.searchHook = useHashSearch;

/** Whether the page moved and its new heading has not been given the focus yet. */
let owesFocus = false;

/** Takes the debt: the caller moves the focus. */
export function takeFocusDebt(): boolean {
  const owed = owesFocus;
  owesFocus = false;
  return owed;
}

/** Begins to watch the browser's own steps: back, forward, an address that was typed. */
export function watchHash(): void {
  lastPath = placeOfHash(location.hash).path;
  addEventListener("hashchange", arrive);
}

const listeners = new Set<() => void>();
let lastPath = "";

/** Another search of the same path is not another page: focus and scrolling stay. */
function arrive(): void {
  const { path } = placeOfHash(location.hash);
  if (path !== lastPath) {
    lastPath = path;
    owesFocus = true;
    scrollTo(0, 0);
  }
  for (const listener of listeners) listener();
}

function usePlace(): HashPlace {
  const [, redraw] = useState({});
  const seen = location.hash;
  useEffect(() => {
    const listener = () => redraw({});
    listeners.add(listener);
    if (location.hash !== seen) listener();
    return () => {
      listeners.delete(listener);
    };
  }, []);
  return placeOfHash(seen);
}
