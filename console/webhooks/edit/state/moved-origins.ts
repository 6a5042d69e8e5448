import { originOf } from "../../../../lambdas/shared/domain/credential-origins.ts";
import type { WebhookForm } from "./form-state.ts";

/** Which stored secrets have to be given again, since they would go to another origin. */
export interface MovedOrigins {
  /** Of the endpoint: password, header values, client certificate, and those of OAuth 2.0. */
  readonly endpoint: boolean;
  /** Of the endpoint or the token URL: client secret and parameters of OAuth 2.0. */
  readonly token: boolean;
}

/** Compares the origins of a form with those that the stored secrets were given for. */
export function movedOrigins(before: WebhookForm, after: WebhookForm): MovedOrigins {
  const endpoint = moves(before.endpoint, after.endpoint);
  return { endpoint, token: endpoint || moves(before.oauth2.tokenUrl, after.oauth2.tokenUrl) };
}

/** A text that is no URL yet moves nothing. */
function moves(before: string, after: string): boolean {
  const [from, to] = [originOf(before.trim()), originOf(after.trim())];
  return from !== undefined && to !== undefined && from !== to;
}
