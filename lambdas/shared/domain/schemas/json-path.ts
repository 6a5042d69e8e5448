/** A step of a path: the name of a member or the index of an element. */
export type JsonStep = string | number;

/** Names that are shown: others may be values, or meant to mislead. */
const SHOWN_NAME = /^[\w$-]{1,64}$/u;

/** A name as it may stand in a message: itself, as far as it looks like a name; otherwise `?`. */
export function shownName(name: string): string {
  return SHOWN_NAME.test(name) ? name : "?";
}

/** A path as it is written in code: `fee_details[0].amount`; empty for the root. */
export function jsonPath(steps: readonly JsonStep[]): string {
  return steps
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${shownName(step)}`))
    .join("")
    .replace(/^\./u, "");
}
