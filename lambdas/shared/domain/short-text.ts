/** C0, DEL and C1, and the two line ends of Unicode that are none of these. */
const CONTROL_CHARACTERS = /[\p{Cc}\u2028\u2029]/gu;

/**
 * A text of anybody's, cut so that it can be stored and shown: whole characters of at most
 * `mostBytes` in UTF-8. Control characters and half surrogate pairs become U+FFFD.
 */
export function shortText(text: string, mostBytes: number): string {
  // No character of UTF-16 takes less than a byte: what lies behind cannot fit.
  const head = text.slice(0, mostBytes).toWellFormed().replaceAll(CONTROL_CHARACTERS, "\uFFFD");
  const bytes = Buffer.from(head);
  if (bytes.length <= mostBytes) return head;
  let end = mostBytes;
  // 10xxxxxx continues a character: the cut goes before its first byte.
  while ((bytes.readUInt8(end) & 0xc0) === 0x80) end -= 1;
  return bytes.toString("utf8", 0, end);
}
