import type { Attempt, RetryPolicyAnswer } from "../../client/client.ts";
import { plainDelaySeconds } from "../../lambdas/shared/domain/retry-policy.ts";
import { durationWords } from "../parts/time-words.ts";

/** How a wait between two attempts compares with the schedule of the webhook. */
export interface Wait {
  /** From the end of the attempt before, in milliseconds. */
  readonly waitedMs: number;
  /** `unknown`: the webhook is not there any more, or its schedule has no such attempt. */
  readonly kind: "scheduled" | "later" | "sooner" | "unknown";
  /** What the schedule allows, in milliseconds. */
  readonly allowed?: Range;
}

interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

/** An attempt is never early, but clocks of functions differ. */
const EARLY_MS = 500;
/** Held, delayed and released: up to 8 s late, and what is under way for as long as a timeout. */
const LATE_MS = 15_000;

/**
 * The waits before each attempt but the first, in their order. A resend begins the schedule anew,
 * and the API does not tell when: whatever comes sooner than it should is taken for a beginning, so
 * that the waits behind it are compared with both.
 */
export function waitsOf(
  attempts: readonly Attempt[],
  policy: RetryPolicyAnswer | undefined,
): readonly Wait[] {
  const beginnings = [1];
  return attempts.slice(1).map((attempt, index): Wait => {
    const before = attempts[index] as Attempt;
    const waitedMs = Date.parse(attempt.started_at) - endOf(before);
    if (policy === undefined) return { waitedMs, kind: "unknown" };
    const ranges = beginnings
      .map((beginning) => allowedWait(policy, before.number - beginning + 1))
      .filter((range) => range !== undefined);
    const fitting = ranges.find((range) => fits(waitedMs, range));
    if (fitting !== undefined) return { waitedMs, kind: "scheduled", allowed: fitting };
    const allowed = ranges.at(-1);
    if (allowed !== undefined && waitedMs > allowed.toMs) {
      return { waitedMs, kind: "later", allowed };
    }
    beginnings.push(attempt.number);
    return allowed === undefined
      ? { waitedMs, kind: "unknown" }
      : { waitedMs, kind: "sooner", allowed };
  });
}

/** A wait as a sentence, with what may explain it. */
export function waitText({ waitedMs, kind, allowed }: Wait, before: Attempt): string {
  const waited = `${durationWords(waitedMs)} after the attempt before`;
  switch (kind) {
    case "scheduled":
      return `${waited}, as scheduled.`;
    case "unknown":
      return `${waited}.`;
    case "later":
      return `${waited}, later than scheduled (${rangeText(allowed)}): ${laterBecause(before)}.`;
    case "sooner":
      return `${waited}, sooner than scheduled (${rangeText(allowed)}): sent again by somebody, or as a probe while the receiver was down.`;
  }
}

function laterBecause({ status }: Attempt): string {
  return status === 429 || status === 503
    ? "the receiver may have asked for that with Retry-After, or the delivery was held back"
    : "its receiver was down, its webhook was disabled, or a limit kept it back";
}

/** The delay after attempt `attempt` of the schedule; `undefined` where it has no further one. */
function allowedWait(policy: RetryPolicyAnswer, attempt: number): Range | undefined {
  if (attempt < 1 || attempt >= policy.attempts) return undefined;
  const jitter = policy.kind === "fixed" ? 0 : policy.jitter;
  const plainMs = plainDelaySeconds(domainPolicy(policy), attempt) * 1000;
  return { fromMs: plainMs * (1 - jitter), toMs: plainMs * (1 + jitter) };
}

function domainPolicy(policy: RetryPolicyAnswer): Parameters<typeof plainDelaySeconds>[0] {
  const { attempts } = policy;
  if (policy.kind === "fixed") {
    return { kind: "fixed", attempts, intervalSeconds: policy.interval_seconds };
  }
  const { kind, initial_seconds: initialSeconds, factor, cap_seconds: capSeconds, jitter } = policy;
  return { kind, attempts, initialSeconds, factor, capSeconds, jitter };
}

function fits(waitedMs: number, { fromMs, toMs }: Range): boolean {
  return waitedMs >= fromMs - EARLY_MS && waitedMs <= toMs + LATE_MS;
}

function endOf({ started_at: startedAt, duration_ms: durationMs }: Attempt): number {
  return Date.parse(startedAt) + durationMs;
}

function rangeText(range: Range | undefined): string {
  if (range === undefined) return "";
  const [from, to] = [durationWords(range.fromMs), durationWords(range.toMs)];
  return from === to ? from : `${from} to ${to}`;
}
