import { PROFILE_NAMES, type ProfileName, type Webhook } from "../domain/webhook.ts";
import { ncore } from "./ncore.ts";
import { pawapass } from "./pawapass.ts";
import { powerauth } from "./powerauth.ts";
import type { Profile } from "./profile.ts";
import { relid } from "./relid.ts";
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

/** The profile whose document describes all of these event types; `standard` when there is none. */
export function profileNameFor(events: readonly string[]): ProfileName {
  const found = PROFILE_NAMES.find((name) =>
    events.every((type) => PROFILES[name].eventTypes.includes(type)),
  );
  return found ?? "standard";
}

/** The profile in force for a webhook, its own overrides applied. */
export function profileOf(webhook: Pick<Webhook, "profile" | "config" | "events">): Profile {
  const profile = PROFILES[webhook.profile ?? profileNameFor(webhook.events)];
  return {
    ...profile,
    signature: webhook.config.signatureScheme ?? profile.signature,
    retry: webhook.config.retry ?? profile.retry,
    timeoutSeconds: webhook.config.timeoutSeconds ?? profile.timeoutSeconds,
  };
}
