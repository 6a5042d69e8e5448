/** Why a row does not become a webhook, and what to do about it; without any secret in it. */
export interface Refusal {
  readonly kind: "refused";
  readonly message: string;
  readonly hint: string;
  /** A URL of the row that Ringback may not send to: mapping it helps. */
  readonly url?: string;
  /** HTTP status, when the API refused it. */
  readonly status?: number;
}

/** Makes a refusal. */
export function refuse(message: string, hint: string): Refusal {
  return { kind: "refused", message, hint };
}
