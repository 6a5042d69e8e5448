import type { Attempt, DeliveryDetails, Webhook } from "../../client/client.ts";
import { durationWords } from "../parts/time-words.ts";
import { waitsOf, waitText } from "./waits.ts";
import { dropReasonText, failureText, hintFor, httpStatusText, type Tone } from "./words.ts";

/** One line of a delivery's story. */
export interface TimelineEntry {
  /** Names it among the others. */
  readonly key: string;
  /** When, as the API wrote it; absent where there is no time. */
  readonly at?: string;
  readonly title: string;
  /** What colours the mark beside the title. */
  readonly tone: Tone;
  /** How it waited before, as a sentence. */
  readonly waited?: string;
  /** Further sentences. */
  readonly notes: readonly string[];
  /** Beginning of what the receiver answered, as it came. */
  readonly answer?: string;
}

/** What is known of the webhook of a delivery. */
export type TimelineWebhook = Pick<Webhook, "status" | "health" | "effective">;

/** After such a wait for a first attempt something held it back. */
const LONG_FIRST_WAIT_MS = 60_000;

/**
 * The story of a delivery in words, oldest first: accepted, its attempts, and what comes next or
 * how it ended.
 * @param webhook `undefined` where it was deleted, or may not be read
 */
export function timelineOf(
  delivery: DeliveryDetails,
  webhook: TimelineWebhook | undefined,
  nowMs: number,
): readonly TimelineEntry[] {
  const { attempts, accepted_at: acceptedAt } = delivery;
  const waits = waitsOf(attempts, webhook?.effective.retry);
  return [
    { key: "accepted", at: acceptedAt, title: "Event accepted", tone: "quiet", notes: [] },
    ...notKept(delivery),
    ...attempts.map((attempt, index) => {
      const wait = waits[index - 1];
      const before = attempts[index - 1];
      const waited =
        wait === undefined || before === undefined
          ? firstWait(attempt, acceptedAt)
          : waitText(wait, before);
      const todo = index === attempts.length - 1 ? todoAfter(attempt, delivery) : undefined;
      return attemptEntry(attempt, waited, todo);
    }),
    lastEntry(delivery, webhook, nowMs),
  ];
}

function notKept({ attempts, attempt_count: count }: DeliveryDetails): TimelineEntry[] {
  const missing = count - attempts.length;
  if (missing <= 0) return [];
  const title = `${missing} ${missing === 1 ? "attempt is" : "attempts are"} not kept any more`;
  return [{ key: "not-kept", title, tone: "quiet", notes: [] }];
}

function firstWait(attempt: Attempt, acceptedAt: string): string | undefined {
  const waitedMs = Date.parse(attempt.started_at) - Date.parse(acceptedAt);
  if (attempt.number !== 1 || !(waitedMs > LONG_FIRST_WAIT_MS)) return undefined;
  return `${durationWords(waitedMs)} after its event was accepted: it was held back before.`;
}

/**
 * What there is to do about the last attempt, unless it helped; that it is tried again only where
 * it is.
 */
function todoAfter(attempt: Attempt, { status }: DeliveryDetails): string | undefined {
  if (attempt.verdict === "succeeded" || status === "delivered") return undefined;
  const healsItself = attempt.status === 429 && status !== "waiting";
  return healsItself ? undefined : hintFor(attempt.error?.code ?? String(attempt.status ?? ""));
}

function attemptEntry(
  attempt: Attempt,
  waited: string | undefined,
  todo: string | undefined,
): TimelineEntry {
  const { number, started_at: at, verdict, status, location, error, duration_ms: ms } = attempt;
  const came = error === undefined ? answered(status) : failed(error.code, status);
  const notes = [
    `It took ${durationWords(ms)}.`,
    ...(error?.message === undefined ? [] : [sentence(error.message)]),
    ...(location === undefined ? [] : [`It leads to ${location}`]),
    ...(verdict === "rejected" ? ["After this answer the webhook does not try again."] : []),
    ...(todo === undefined ? [] : [todo]),
  ];
  return {
    key: `attempt-${number}`,
    at,
    title: `Attempt ${number}: ${came}`,
    tone: verdict === "succeeded" ? "good" : "bad",
    notes,
    ...(waited !== undefined && { waited }),
    ...(attempt.answer !== undefined && { answer: attempt.answer }),
  };
}

function answered(status: number | undefined): string {
  return status === undefined ? "no answer" : `answered ${httpStatusText(status)}`;
}

function failed(code: string, status: number | undefined): string {
  const begun =
    status === undefined ? "" : `, after an answer that began ${httpStatusText(status)}`;
  return `${failureText(code)}${begun}`;
}

function sentence(text: string): string {
  const trimmed = text.trim();
  const begun = `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}`;
  return /[.!?…]$/u.test(begun) ? begun : `${begun}.`;
}

function lastEntry(
  delivery: DeliveryDetails,
  webhook: TimelineWebhook | undefined,
  nowMs: number,
): TimelineEntry {
  const { status, settled_at: settledAt } = delivery;
  const at = settledAt === undefined ? {} : { at: settledAt };
  switch (status) {
    case "delivered":
      return { key: "end", ...at, title: "Delivered", tone: "good", notes: [] };
    case "cancelled":
      return { key: "end", ...at, title: "Cancelled", tone: "quiet", notes: cancelledNotes };
    case "dropped": {
      const notes = [dropReasonText(delivery.drop_reason ?? "")].filter((text) => text !== "");
      return { key: "end", ...at, title: "Dropped", tone: "bad", notes };
    }
    case "pending":
      return {
        key: "next",
        title: "No attempt has ended yet",
        tone: "quiet",
        notes: [obstacleTo(webhook) ?? "Its first attempt is under way or waits for its turn."],
      };
    case "waiting":
      return nextAttempt(delivery, webhook, nowMs);
  }
}

const cancelledNotes = ["It is not attempted any more, unless it is resent."];

function nextAttempt(
  delivery: DeliveryDetails,
  webhook: TimelineWebhook | undefined,
  nowMs: number,
): TimelineEntry {
  const { next_attempt_at: at, waits_for: limit } = delivery;
  const inMs = at === undefined ? Number.NaN : Date.parse(at) - nowMs;
  const isDue = !(inMs > 0);
  const notes = [
    limit === "rate_limit" ? "The rate limit of its webhook keeps it back." : undefined,
    limit === "max_in_flight"
      ? "As many requests as its webhook allows at once are open."
      : undefined,
    obstacleTo(webhook),
  ].filter((note) => note !== undefined);
  return {
    key: "next",
    ...(at !== undefined && { at }),
    title: isDue ? "Next attempt is due" : `Next attempt in ${durationWords(inMs)}`,
    tone: "warn",
    notes: isDue && notes.length === 0 ? ["It is sent within moments."] : notes,
  };
}

/** What keeps every delivery of a webhook back, if anything does. */
function obstacleTo(webhook: TimelineWebhook | undefined): string | undefined {
  if (webhook === undefined) return undefined;
  if (webhook.status === "disabled") {
    return "Its webhook is disabled: what waits is sent once it is enabled, and kept for 28 days.";
  }
  if (webhook.status === "gone") {
    return "Its receiver answered 410: nothing is sent until the webhook is enabled again.";
  }
  switch (webhook.health?.state) {
    case "down":
      return "Its receiver is down: only probes are sent, until one is answered.";
    case "recovering":
      return "Its receiver answers again, and gets what waits slowly at first.";
    case "slow":
      return "Its receiver is slow, so its deliveries wait for each other.";
    case "limited":
    case "up":
    case undefined:
      return undefined;
  }
}
