/**
 * Whether `if-none-match` names a tag, weak or strong (RFC 9110, section 13.1.2).
 * @param etag with its quotes: `W/"4XK2"`
 */
export function hasTag(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = ifNoneMatch?.split(",").map((tag) => opaque(tag.trim())) ?? [];
  return tags.includes("*") || tags.includes(opaque(etag));
}

function opaque(tag: string): string {
  return tag.replace(/^W\//u, "");
}
