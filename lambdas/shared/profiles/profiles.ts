import type { ProfileName, Webhook } from "../domain/webhook.ts";
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

/** The profile in force for a webhook, its own overrides applied. */
export function profileOf(webhook: Pick<Webhook, "profile" | "config">): Profile {
  const profile = PROFILES[webhook.profile ?? "standard"];
  return {
    ...profile,
    retry: webhook.config.retry ?? profile.retry,
    timeoutSeconds: webhook.config.timeoutSeconds ?? profile.timeoutSeconds,
  };
}
