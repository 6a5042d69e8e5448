import { failureText, hintFor, httpStatusText } from "../../deliveries/words.ts";

/** What a receiver said, or why it said nothing. */
export interface Answer {
  readonly status?: number | undefined;
  readonly error?: { readonly code: string; readonly message?: string } | undefined;
}

/** What came back in words, and what to do about it: docs/nothing-arrived.md, "Attempts failed". */
export interface AnswerWords {
  readonly said: string;
  readonly todo?: string;
}

/** What came back in words, and what there is to do. */
export function answerWords({ status, error }: Answer): AnswerWords {
  if (error !== undefined) {
    const { code, message } = error;
    const after = status === undefined ? "" : ` (after ${httpStatusText(status)})`;
    const more = message === undefined ? "" : `: ${message}`;
    return withHint(`${failureText(code)}${after}${more}`, code);
  }
  return status === undefined
    ? { said: "nothing" }
    : withHint(httpStatusText(status), String(status));
}

const OF_5XX = "Look into the receiver's log. It is tried again by itself.";

function withHint(said: string, outcome: string): AnswerWords {
  const todo = hintFor(outcome) ?? (/^5\d\d$/u.test(outcome) ? OF_5XX : undefined);
  return todo === undefined ? { said } : { said, todo };
}
