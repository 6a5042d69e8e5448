import type { Webhook } from "../../../client/client.ts";
import type { RetryPolicy } from "../../../lambdas/shared/domain/retry-policy.ts";
import type { Profile } from "../../../lambdas/shared/profiles/profile.ts";
import { profileNameFor, PROFILES } from "../../../lambdas/shared/profiles/profiles.ts";
import { durationWords } from "../../parts/time-words.ts";
import { attemptTimes } from "./retry/attempt-times.ts";
import type { ProfileName, SignatureScheme, WebhookForm } from "./state/form-state.ts";

/** What holds where a form says nothing, for its placeholders. */
export interface Defaults {
  readonly profile: ProfileName;
  readonly scheme: SignatureScheme;
  /** Of the scheme in force; empty where its name is fixed, or there is no signature. */
  readonly signatureHeader: string;
  readonly retry: RetryPolicy;
  readonly timeoutSeconds: number;
  /** `10 a second`, `none`; empty where the installation's is not known yet. */
  readonly perSecond: string;
  readonly maxInFlight: string;
}

/**
 * What holds for a form where it says nothing.
 * @param known.webhook as it is stored: it shows the installation's limits where it has none of its
 *   own
 * @param known.longestTimeout seconds that the installation gives an attempt: no default is longer
 */
export function defaultsOf(
  form: WebhookForm,
  known: {
    readonly webhook?: Webhook | undefined;
    readonly longestTimeout?: number | undefined;
  } = {},
): Defaults {
  const { webhook, longestTimeout = Infinity } = known;
  const profile = form.profile || profileNameFor(form.takesAll ? ["*"] : form.events);
  const { signature, signatureHeaders, retry, timeoutSeconds }: Profile = PROFILES[profile];
  const scheme = form.signature.scheme || signature;
  return {
    profile,
    scheme: signature,
    signatureHeader: scheme === "jws" || scheme === "hmac" ? signatureHeaders[scheme] : "",
    retry,
    timeoutSeconds: Math.min(timeoutSeconds, longestTimeout),
    perSecond: limitText(webhook, (limits) => limits.rate_limit?.per_second),
    maxInFlight: limitText(webhook, (limits) => limits.max_in_flight),
  };
}

function limitText(
  webhook: Webhook | undefined,
  read: (limits: Pick<Webhook["effective"], "rate_limit" | "max_in_flight">) => number | undefined,
): string {
  if (webhook === undefined || read(webhook.config) !== undefined) return "";
  const limit = read(webhook.effective);
  return limit === undefined ? "none" : String(limit);
}

/** Schemes of signatures in words. */
export const SCHEME_NAMES: Readonly<Record<SignatureScheme, string>> = {
  jws: "JWS",
  hmac: "HMAC",
  standard: "Standard Webhooks",
  none: "none",
};

/** Profiles by the names of their systems. */
export const PROFILE_TITLES: Readonly<Record<ProfileName, string>> = {
  powerauth: "PowerAuth",
  transactionlink: "TransactionLink",
  ncore: "nCore",
  relid: "REL-ID",
  pawapass: "pawaPass",
  standard: "Standard Webhooks",
};

/** What a profile means, in two sentences at most. */
export function profileSentence(name: ProfileName): string {
  const { signature, signatureHeaders, retry, timeoutSeconds, heedsReceiver }: Profile =
    PROFILES[name];
  const header = signature === "jws" || signature === "hmac" ? signatureHeaders[signature] : "";
  const signed =
    signature === "none"
      ? "Not signed"
      : `Signed by ${SCHEME_NAMES[signature]}${header === "" ? "" : ` in ${header}`}`;
  const last = attemptTimes(retry).at(-1)?.plain ?? 0;
  const schedule = `${retry.attempts} attempts in ${durationWords(last * 1000)}`;
  const heeds = heedsReceiver
    ? "Retry-After and 410 are heeded."
    : "Whatever the receiver answers, the schedule stays.";
  return `${signed}; ${schedule}; ${timeoutSeconds} s for an answer. ${heeds}`;
}
