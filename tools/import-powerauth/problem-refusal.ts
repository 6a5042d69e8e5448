import type { NewWebhook } from "./new-webhook.ts";
import { refuse, type Refusal } from "./refusal.ts";
import { saidText } from "./safe-text.ts";

/** Field errors that fit into one line. */
const MOST_ERRORS = 3;

/** What to do about answers that say it too generally. */
const HINTS: Readonly<Record<number, string>> = {
  401: "check the key for this row in RINGBACK_API_KEY or RINGBACK_API_KEYS",
  403: "use a key with role admin or manager",
  404: "check --api, and that the application still exists",
};

/** The key that a row's request goes by was used for this row before, with another webhook. */
const IMPORTED_OTHERWISE = refuse(
  "was imported within the last 24 hours with other settings, another endpoint perhaps",
  "change the webhook of that time (PATCH /webhooks/{id}), or delete it and import the row a day later",
);

const TRY_AGAIN = "run it again later: nothing is created twice";

/**
 * Turns an answer that is not 2xx into a refusal: the API's own words where there are any.
 * @param secrets are kept out of it, should the other side repeat them
 */
export function problemRefusal(
  status: number,
  problem: unknown,
  secrets: readonly string[],
  webhook: NewWebhook | undefined,
): Refusal {
  const { title, detail, errors } = Object(problem) as Record<string, unknown>;
  const said = (text: unknown): string => (typeof text === "string" ? saidText(text, secrets) : "");
  const named = fieldErrors(errors).slice(0, MOST_ERRORS);
  if (named[0]?.["field"] === "idempotency-key") return { ...IMPORTED_OTHERWISE, status };
  const message =
    named.length > 0
      ? named.map((error) => `${said(error["field"])}: ${said(error["message"])}`).join(", ")
      : `the config API answered ${status}: ${said(detail) || said(title) || "nothing it explains"}`;
  const hint = named.map((error) => said(error["hint"])).filter((text) => text !== "");
  const url = refusedUrl(named, webhook);
  return {
    kind: "refused",
    status,
    message,
    hint: hint.length > 0 ? hint.join(", ") : (HINTS[status] ?? TRY_AGAIN),
    ...(url !== undefined && { url }),
  };
}

/** The URL of the webhook that the errors are about. */
function refusedUrl(
  errors: readonly Record<string, unknown>[],
  webhook: NewWebhook | undefined,
): string | undefined {
  const urls = new Map([
    ["endpoint", webhook?.endpoint],
    ["config.oauth2.token_url", webhook?.config?.oauth2?.token_url],
  ]);
  return errors.map((error) => urls.get(String(error["field"]))).find((url) => url !== undefined);
}

function fieldErrors(errors: unknown): readonly Record<string, unknown>[] {
  const list: readonly unknown[] = Array.isArray(errors) ? errors : [];
  return list.filter(
    (error): error is Record<string, unknown> => typeof error === "object" && error !== null,
  );
}
