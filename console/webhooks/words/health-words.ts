import type { Webhook } from "../../../client/client.ts";

/** What the colour of a badge means, as parts/badge.tsx has it. */
export type Tone = "good" | "bad" | "warn" | "quiet";

/** The state of a receiver. */
export type HealthState = NonNullable<Webhook["health"]>["state"];

/** A word for a state, what it means, and what to do, if anything. */
export interface StateWords {
  readonly word: string;
  readonly tone: Tone;
  readonly means: string;
  readonly todo?: string;
}

/** The states of a receiver, as docs/words.md has them. */
export const HEALTH_WORDS: Readonly<Record<HealthState, StateWords>> = {
  up: { word: "up", tone: "good", means: "Nothing is known against its receiver." },
  slow: {
    word: "slow",
    tone: "warn",
    means: "Its requests take long, so they are sent apart from those of others.",
    todo: "Answer first and work afterwards: three answers within a second in a row prove it quick again.",
  },
  recovering: {
    word: "recovering",
    tone: "warn",
    means: "It answered again, and gets what waits, slowly at first.",
    todo: "Nothing: it gets more with every answer that is 2xx.",
  },
  limited: {
    word: "limited",
    tone: "warn",
    means: "A limit of this webhook keeps back what is due.",
    todo: "Raise rate_limit or max_in_flight if its receiver can take more, or wait.",
  },
  down: {
    word: "down",
    tone: "bad",
    means:
      "It failed for minutes, every time. What is due waits, and a probe is sent now and then.",
    todo: "Mend the receiver, then send a test request: one that succeeds has it tried again at once.",
  },
};

/** The statuses of a webhook. */
export const STATUS_WORDS: Readonly<Record<Webhook["status"], StateWords>> = {
  enabled: { word: "enabled", tone: "good", means: "It gets deliveries." },
  disabled: {
    word: "disabled",
    tone: "quiet",
    means: "Its deliveries wait, at most 28 days.",
    todo: "Enable it: what waits goes out at once.",
  },
  gone: {
    word: "gone",
    tone: "bad",
    means: "Its receiver answered 410. It gets nothing, and events pass it by.",
    todo: "Enable it once the receiver is there again, or delete it.",
  },
};
