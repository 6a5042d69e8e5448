import type { Outcome } from "../api/outcome.ts";

/** Requests at once: the API's bucket of a key is for all that use it. */
const REQUESTS_AT_ONCE = 4;
/** So many in a row without an answer: the API is away, and each of these took minutes. */
const MOST_UNANSWERED = 4;

/** Why a delivery was not sent again. */
export interface NotResent {
  readonly id: string;
  /** In words, the API's own where it answered. */
  readonly why: string;
  /** Whether nobody knows: no answer came. Asked again with the same key it is not sent twice. */
  readonly isUnknown: boolean;
}

/** How far a resend of many is. */
export interface ResendProgress {
  readonly total: number;
  readonly resent: readonly string[];
  readonly notResent: readonly NotResent[];
  /**
   * - `stopped`: on demand.
   * - `refused`: the key may not, or not any more.
   * - `away`: the API does not answer.
   */
  readonly state: "running" | "finished" | "stopped" | "refused" | "away";
}

/** What a resend of many needs. */
export interface ResendPorts {
  /** Sends one again, patiently: what a moment may mend it repeats itself. */
  readonly resend: (
    id: string,
    idempotencyKey: string,
    signal: AbortSignal,
  ) => Promise<Outcome<unknown>>;
  /** Is told of each one that has ended. */
  readonly progress: (progress: ResendProgress) => void;
}

/**
 * Sends deliveries again, four at a time, and goes on where one is refused. The same run may be
 * repeated for what it left: a delivery has one idempotency-key a run, under which the API sends it
 * once.
 * @param of.run names the run
 * @param of.signal stops it: what has begun is not waited for
 */
export async function resendAll(
  { resend, progress }: ResendPorts,
  of: { readonly ids: readonly string[]; readonly run: string; readonly signal: AbortSignal },
): Promise<ResendProgress> {
  const { ids, run, signal } = of;
  const resent: string[] = [];
  const notResent: NotResent[] = [];
  const halt = new AbortController();
  const ended = AbortSignal.any([signal, halt.signal]);
  let state: ResendProgress["state"] = "running";
  let unanswered = 0;
  let next = 0;

  const now = (): ResendProgress => ({ total: ids.length, resent, notResent, state });

  function end(how: "refused" | "away"): void {
    state = how;
    halt.abort();
  }

  function note(id: string, outcome: Outcome<unknown>): void {
    if (outcome.kind === "value") {
      resent.push(id);
      unanswered = 0;
    } else if (outcome.kind === "gone") {
      notResent.push({ id, why: "Stopped before an answer came.", isUnknown: true });
    } else {
      const { status, detail, title } = outcome.problem;
      const isUnknown = status === 0 || status >= 500 || status === 429;
      notResent.push({ id, why: detail === "" ? title : detail, isUnknown });
      unanswered = isUnknown ? unanswered + 1 : 0;
      if (status === 401 || status === 403) end("refused");
      else if (unanswered >= MOST_UNANSWERED) end("away");
    }
    progress(now());
  }

  async function work(): Promise<void> {
    while (next < ids.length && !ended.aborted) {
      const id = ids[next] as string;
      next += 1;
      note(id, await resend(id, `${run}-${id}`, ended));
    }
  }

  await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, work));
  if (state === "running")
    state =
      resent.length + notResent.length < ids.length || signal.aborted ? "stopped" : "finished";
  progress(now());
  return now();
}

/** What a run left: not asked for, stopped, or without an answer; and what was refused. */
export function leftOf(ids: readonly string[], { resent }: ResendProgress): readonly string[] {
  const done = new Set(resent);
  return ids.filter((id) => !done.has(id));
}

/** Refusals by what they say, the most frequent first. */
export function groupRefusals(
  notResent: readonly NotResent[],
): readonly { readonly why: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const { why } of notResent) counts.set(why, (counts.get(why) ?? 0) + 1);
  return [...counts]
    .map(([why, count]) => ({ why, count }))
    .toSorted((one, other) => other.count - one.count);
}
