/** Why a value is not JSON of limited size. */
export type JsonExcess = "not JSON" | "too long" | "too deep";

/**
 * Whether a value is JSON within limits, found without recursion, for nesting may be of any depth.
 * @param maxLength characters of its compact text
 * @param maxDepth levels of objects and lists
 * @returns `undefined` for one that is
 */
export function jsonExcess(
  value: unknown,
  maxLength: number,
  maxDepth: number,
): JsonExcess | undefined {
  const open = [{ value, depth: 1 }];
  // Each value takes up a character of the text at least: where there are more, it is too long
  // before it is printed.
  for (let seen = 0; open.length > 0; seen += 1) {
    if (seen > maxLength) return "too long";
    const next = open.pop();
    if (typeof next?.value !== "object" || next.value === null) {
      if (!isScalar(next?.value)) return "not JSON";
      continue;
    }
    if (next.depth > maxDepth) return "too deep";
    for (const inner of Object.values(next.value) as unknown[]) {
      open.push({ value: inner, depth: next.depth + 1 });
    }
  }
  return JSON.stringify(value).length > maxLength ? "too long" : undefined;
}

function isScalar(value: unknown): boolean {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}
