import { schedulePartSeconds } from "../domain/retry-policy.ts";
import { LONGEST_WAIT_MS } from "../domain/waiting.ts";
import type { Webhook } from "../domain/webhook.ts";
import { pawapass } from "./pawapass.ts";
import type { Profile } from "./profile.ts";
import { transactionlink } from "./transactionlink.ts";

/** Their documents say how often, and when, a callback comes again. */
const FIXED: readonly Pick<Profile, "eventTypes">[] = [transactionlink, pawapass];
const FIXED_NAMES: ReadonlySet<string> = new Set(["transactionlink", "pawapass"]);

/** A shorter schedule costs little, and is over before much is known. */
const SHORTEST_SCHEDULE_MS = 3_600_000;

/** How long a whole schedule takes, jitter aside, in milliseconds: 28 days at most. */
export function scheduleMsOf({ retry }: Pick<Profile, "retry">): number {
  return Math.min(LONGEST_WAIT_MS, schedulePartSeconds(retry) * 1000);
}

/**
 * Whether a document fixes when attempts are made: a webhook that follows it, or takes events of
 * it, gets them at these times, whatever its receiver answers. Who takes all events takes those,
 * too.
 */
export function hasFixedSchedule(profileName: string, events: readonly string[]): boolean {
  return (
    FIXED_NAMES.has(profileName) ||
    events.some(
      (type) => type === "*" || FIXED.some(({ eventTypes }) => Object.hasOwn(eventTypes, type)),
    )
  );
}

/** Whether the breaker serves a webhook: only probes are sent while its receiver is down. */
export function isServedByBreaker(
  { events }: Pick<Webhook, "events">,
  profileName: string,
  { retry }: Pick<Profile, "retry">,
): boolean {
  return (
    retry.breaker ??
    (scheduleMsOf({ retry }) >= SHORTEST_SCHEDULE_MS && !hasFixedSchedule(profileName, events))
  );
}
