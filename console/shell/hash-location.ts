import { useEffect, useState } from "preact/hooks";

import { type HashPlace, hashOf, placeOfHash } from "./hash-place.ts";

/** Asks whoever has unsaved changes; `go` leaves the page all the same. */
type AskToLeave = (go: () => void) => void;

let askToLeave: AskToLeave | undefined;

/** Has a page ask before it is left for another one. @returns what ends that */
export function guardLeaving(ask: AskToLeave): () => void {
  askToLeave = ask;
  return () => {
    if (askToLeave === ask) askToLeave = undefined;
  };
}

/** How the page is left. */
interface NavigateOptions {
  readonly replace?: boolean;
  /** Nothing is lost by leaving: nobody is asked. */
  readonly isSaved?: boolean;
}

/** Goes to a path within the page. */
export function navigate(to: string, options: NavigateOptions = {}): void {
  const { replace = false, isSaved = false } = options;
  const hash = hashOf(to);
  if (hash === location.hash) return;
  const isOtherPage = placeOfHash(hash).path !== placeOfHash(location.hash).path;
  if (!isSaved && isOtherPage && askToLeave !== undefined) {
    askToLeave(() => navigate(to, { replace, isSaved: true }));
    return;
  }
  // What takes the place of an entry is shown to whom that was shown: entry-owner.ts.
  if (replace) history.replaceState(history.state, "", hash);
  else history.pushState(null, "", hash);
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

/** What had the focus is gone, and the page's heading is to get it. */
export function oweFocus(): void {
  owesFocus = true;
}

/** Takes the debt: the caller moves the focus. */
export function takeFocusDebt(): boolean {
  const owed = owesFocus;
  owesFocus = false;
  return owed;
}

/** Begins to watch the browser's own steps: back, forward, an address that was typed. */
export function watchHash(): void {
  lastPath = placeOfHash(location.hash).path;
  addEventListener("hashchange", ({ oldURL }) => {
    const wanted = location.hash;
    if (askToLeave !== undefined && placeOfHash(wanted).path !== lastPath) {
      history.pushState(null, "", oldURL);
      arrive(); // The page says anew whose the entry is.
      askToLeave(() => navigate(wanted, { isSaved: true }));
    } else arrive();
  });
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
