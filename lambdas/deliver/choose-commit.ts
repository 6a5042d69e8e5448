import type { MadeAttempt } from "../shared/attempt/make-attempt.ts";
import type { ReadyWebhook } from "../shared/attempt/ready-webhooks.ts";
import type { Commit } from "../shared/domain/commit.ts";
import type { DeliveryRecord, DropReason } from "../shared/domain/delivery-record.ts";
import { nextDelaySeconds } from "../shared/domain/retry-policy.ts";
import { chooseWait, LONGEST_WAIT_MS, type WaitingConstants } from "../shared/domain/waiting.ts";
import type { Profile } from "../shared/profiles/profile.ts";

/** The commit of a delivery that is given up without another attempt. */
export function dropUnsent(reason: DropReason): Commit {
  return { kind: "drop", reason, attempted: false };
}

/**
 * The commit of a delivery whose turn it is but that must not be attempted: its webhook is gone or
 * disabled, or it waited too long. `undefined`: attempt it.
 */
export function commitWithoutAttempt(
  record: Pick<DeliveryRecord, "nextAttemptAtMs" | "scheduledAtMs">,
  webhook: Pick<ReadyWebhook, "status">,
  nowMs: number,
): Commit | undefined {
  if (webhook.status === "gone") return dropUnsent("gone");
  if (nowMs - record.scheduledAtMs > LONGEST_WAIT_MS) return dropUnsent("expired");
  return webhook.status === "disabled"
    ? { kind: "defer", nextAttemptAtMs: record.nextAttemptAtMs ?? nowMs }
    : undefined;
}

/**
 * The commit that an attempt asks for: D4's table.
 * @param context.mayHold whether this message may wait itself: not where another pool serves the
 *   webhook by now
 */
export function commitAfterAttempt(
  made: MadeAttempt,
  record: Pick<DeliveryRecord, "attempts" | "scheduleFrom">,
  profile: Pick<Profile, "retry">,
  receiveCount: number,
  context: {
    readonly nowMs: number;
    readonly random: number;
    readonly constants: WaitingConstants;
    readonly mayHold: boolean;
  },
): Commit {
  const { outcome, lastOutcome, attempt } = made;
  switch (outcome.verdict) {
    case "succeeded":
      return {
        kind: "delivered",
        lastOutcome,
        ...(attempt.number === 1 && { firstAttempt: attempt }),
      };
    case "rejected":
      return { kind: "drop", reason: outcome.reason, attempted: true, lastOutcome };
    case "retry": {
      const { nowMs, random, constants, mayHold } = context;
      const attemptOfSchedule = record.attempts + 1 - record.scheduleFrom;
      const delaySeconds = nextDelaySeconds(
        profile.retry,
        attemptOfSchedule,
        random,
        outcome.floorSeconds,
      );
      if (delaySeconds === undefined) {
        return { kind: "drop", reason: "attempts_spent", attempted: true, lastOutcome };
      }
      const nextAttemptAtMs = nowMs + Math.ceil(delaySeconds * 1000);
      return {
        kind: mayHold ? chooseWait(delaySeconds, receiveCount, constants) : "park",
        nextAttemptAtMs,
        lastOutcome,
      };
    }
  }
}
