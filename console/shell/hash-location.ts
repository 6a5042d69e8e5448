import { useEffect, useState } from "preact/hooks";

/** Where the page is: the path and the search of its hash, `#/production/deliveries?status=dropped`. */
interface Place {
  readonly path: string;
  readonly search: string;
}

/** The place that a hash names. */
export function placeOf(hash: string): Place {
  const text = hash.replace(/^#?\/?/u, "");
  const mark = text.indexOf("?");
  return mark < 0
    ? { path: `/${text}`, search: "" }
    : { path: `/${text.slice(0, mark)}`, search: text.slice(mark + 1) };
}

/** Goes to a path within the page. */
export function navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
  const url = `#/${to.replace(/^#?\/?/u, "")}`;
  if (url === location.hash) return;
  const { path } = placeOf(location.hash);
  history[replace ? "replaceState" : "pushState"](null, "", url);
  if (placeOf(url).path !== path) owesFocus = true;
  for (const listener of listeners) listener();
}

/** wouter's location hook: its own for hashes keeps the search outside of the hash. */
export function useHashLocation(): [string, typeof navigate] {
  return [usePlace().path, navigate];
}

/** wouter's search hook. */
export function useHashSearch(): string {
  return usePlace().search;
}

useHashLocation.hrefs = (href: string) => `#${href}`;
useHashLocation.searchHook = useHashSearch;

/** Whether the page moved and its new heading has not been given the focus yet. */
let owesFocus = false;

/** Takes the debt: the caller moves the focus. */
export function takeFocusDebt(): boolean {
  const owed = owesFocus;
  owesFocus = false;
  return owed;
}

const listeners = new Set<() => void>();

function usePlace(): Place {
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
  return placeOf(seen);
}

/** Begins to watch the browser's own steps: back, forward, an address that was typed. */
export function watchHash(): void {
  let { path } = placeOf(location.hash);
  addEventListener("hashchange", () => {
    const next = placeOf(location.hash).path;
    if (next !== path) owesFocus = true;
    path = next;
    for (const listener of listeners) listener();
  });
}
