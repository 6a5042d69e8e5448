import { refuse } from "./refusal.ts";

/** The document calls this attribute both ways; in payloads it is the latter. */
const ATTRIBUTE_ALIASES: ReadonlyMap<string, string> = new Map([
  ["operation_type", "operationType"],
]);

/** Reads column `attributes`: a JSON array of strings, as text or parsed; undefined if none. */
export function readAttributes(column: unknown) {
  let value = column;
  if (value === null || value === "") return undefined;
  try {
    if (typeof value === "string") value = JSON.parse(value);
  } catch {
    value = undefined; // refused below, without the text
  }
  if (value === null) return undefined;
  if (!Array.isArray(value) || !value.every((name) => typeof name === "string")) {
    return refuse(
      "attributes is not a JSON array of strings",
      'use one such as ["userId", "status"]',
    );
  }
  const names = new Set(value.map((name) => ATTRIBUTE_ALIASES.get(name) ?? name));
  return { kind: "attributes", names: [...names] } as const;
}
