import type { Tone } from "../words/health-words.ts";

/** A piece of a sentence: text, a time, or a link to another page of the console. */
export type Phrase =
  | string
  | { readonly at: string }
  | { readonly to: string; readonly text: string };

/** One question of docs/nothing-arrived.md, answered. */
export interface Finding {
  readonly question: string;
  readonly tone: Tone;
  readonly answer: readonly Phrase[];
  /** Further lines: the conditions of a filter, the places of a payload. */
  readonly lines?: readonly string[];
  /** What there is to do. */
  readonly todo?: readonly string[];
  /** This alone is why the webhook got nothing. */
  readonly isReason?: true;
}
