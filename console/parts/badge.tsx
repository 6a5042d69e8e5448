import type { ComponentChildren } from "preact";

/** What a colour means; the word beside it says the same. */
export type Tone = "good" | "bad" | "warn" | "quiet";

/** A word with a colour. */
export function Badge({
  tone,
  children,
}: {
  readonly tone: Tone;
  readonly children?: ComponentChildren;
}) {
  return <span class={`badge ${tone}`}>{children}</span>;
}
