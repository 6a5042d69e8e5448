/** How long an old secret stays live, in seconds as text; the API takes up to 30 days. */
export const OVERLAPS = [
  { value: "0", label: "ends at once" },
  { value: "3600", label: "stays for an hour" },
  { value: "86400", label: "stays for a day" },
  { value: "604800", label: "stays for a week" },
] as const;

/** One of these. */
export type Overlap = (typeof OVERLAPS)[number]["value"];

/**
 * What an overlap means: Standard Webhooks signs with all live secrets, HMAC has room for one
 * signature and signs with the oldest (docs/verify.md).
 */
export function overlapWords(scheme: "hmac" | "standard", overlap: Overlap): string {
  if (overlap === "0") {
    return "The new secret signs at once: put it into the receiver at the same time. What it refuses meanwhile is sent again.";
  }
  return scheme === "standard"
    ? "Every request has signatures by both, so the new one can be put in at any moment of that time."
    : "The old one signs until then, and the new one from then on: let the receiver accept both before.";
}
