import type { EventAttributes } from "../domain/event-type.ts";
import { PROFILE_NAMES, type ProfileName, type Webhook } from "../domain/webhook.ts";
import { ncore } from "./ncore.ts";
import { isOperationalType } from "./operational-types.ts";
import { pawapass } from "./pawapass.ts";
import { powerauth } from "./powerauth.ts";
import type { Profile } from "./profile.ts";
import { relid } from "./relid.ts";
import { hasFixedSchedule, isServedByBreaker } from "./served-by-breaker.ts";
import { standard } from "./standard.ts";
import { transactionlink } from "./transactionlink.ts";

/** Every profile by its name. */
export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  powerauth,
  transactionlink,
  ncore,
  relid,
  pawapass,
  standard,
};

const BUILT_IN_ATTRIBUTES: ReadonlyMap<string, EventAttributes> = new Map(
  Object.values(PROFILES).flatMap(({ eventTypes }) => Object.entries(eventTypes)),
);

/** The attributes of a built-in event type; `undefined` for any other. */
export function builtInAttributesOf(type: string): EventAttributes | undefined {
  return BUILT_IN_ATTRIBUTES.get(type);
}

/**
 * The profile whose document describes all of these event types; `standard` when there is none.
 * Ringback's own do not count, so that a webhook which asks for news of itself goes on being called
 * as its system says.
 */
export function profileNameFor(events: readonly string[]): ProfileName {
  const types = events.filter((type) => !isOperationalType(type));
  const found = PROFILE_NAMES.find((name) =>
    types.every((type) => Object.hasOwn(PROFILES[name].eventTypes, type)),
  );
  return types.length === 0 ? "standard" : (found ?? "standard");
}

/** Whether a webhook would be served by the breaker if it did not say so itself. */
export function isServedByDefault(
  webhook: Pick<Webhook, "profile" | "config" | "events">,
): boolean {
  const { breaker: _, ...retry } = profileOf(webhook).retry;
  return isServedByBreaker(webhook, webhook.profile ?? profileNameFor(webhook.events), { retry });
}

/** Whether a webhook follows a document that retries all but 2xx, or takes events of it. */
export function mustRetryAll({ profile, events }: Pick<Webhook, "profile" | "events">): boolean {
  return hasFixedSchedule(profile ?? profileNameFor(events), events);
}

/** The profile in force for a webhook, its own overrides applied. */
export function profileOf(webhook: Pick<Webhook, "profile" | "config" | "events">): Profile {
  const name = webhook.profile ?? profileNameFor(webhook.events);
  const profile: Profile = PROFILES[name];
  const { signatureHeader } = webhook.config;
  const retry = webhook.config.retry ?? profile.retry;
  return {
    ...profile,
    signature: webhook.config.signatureScheme ?? profile.signature,
    signatureHeaders:
      signatureHeader === undefined
        ? profile.signatureHeaders
        : { jws: signatureHeader, hmac: signatureHeader },
    retry,
    breaker: isServedByBreaker(webhook, name, { retry }),
    timeoutSeconds: webhook.config.timeoutSeconds ?? profile.timeoutSeconds,
  };
}
