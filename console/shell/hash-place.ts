/** Where the page is: path and search of its hash, `#/production/deliveries?status=dropped`. */
export interface HashPlace {
  readonly path: string;
  readonly search: string;
}

/** The place that a hash names. */
export function placeOfHash(hash: string): HashPlace {
  const text = hash.replace(/^#?\/?/u, "");
  const mark = text.indexOf("?");
  return mark < 0
    ? { path: `/${text}`, search: "" }
    : { path: `/${text.slice(0, mark)}`, search: text.slice(mark + 1) };
}

/** The hash of a path within the page. */
export function hashOf(to: string): string {
  return `#/${to.replace(/^#?\/?/u, "")}`;
}
