import type { AttemptResult } from "../domain/attempt-outcome.ts";
import type { Limit } from "../domain/rate-limit.ts";
import type { Tenant } from "../domain/tenant.ts";
import type { WebhookStatus } from "../domain/webhook.ts";
import type { TlsIdentity } from "../http/http-sender.ts";
import type { Profile } from "../profiles/profile.ts";

/** What an attempt needs to know of a webhook, whether it can be called or not. */
interface WebhookSettings {
  readonly status: WebhookStatus;
  readonly endpoint: string;
  /** What its requests call their bodies. Absent: `application/json`. */
  readonly contentType?: string;
  /** The attributes it selects; absent: each event type's default set. */
  readonly attributes?: readonly string[];
  /** What it allows; absent where nothing limits requests. */
  readonly limit?: Limit;
  /** Retry policy, timeout and manners, the webhook's own overrides applied. */
  readonly profile: Profile;
}

/** A webhook with its secrets opened and its unchanging headers made. */
export interface CallableWebhook extends WebhookSettings {
  readonly ok: true;
  /** Authentication and custom headers: name, value, name, value … */
  readonly headers: readonly string[];
  /** Absent where nothing is signed. */
  readonly sign?: BodySigner;
  /** Absent where no access token is sent. */
  readonly tokens?: BearerTokens;
  /** Absent where the webhook has neither a client certificate nor its own trust. */
  readonly tls?: ClientTls;
}

/** A webhook that cannot be called: each attempt fails with this message. */
export interface UncallableWebhook extends WebhookSettings {
  readonly ok: false;
  readonly message: string;
}

/** A webhook, ready for an attempt. */
export type ReadyWebhook = CallableWebhook | UncallableWebhook;

/** The access tokens of one webhook. */
export interface BearerTokens {
  /**
   * A token that should be good now; never rejects.
   * @param timeoutMs how long to wait for one
   * @param refused the token that the receiver refused just now: not that one again, unless nothing
   *   else is given
   */
  take(
    timeoutMs: number,
    refused?: string,
  ): Promise<
    { readonly ok: true; readonly token: string } | { readonly ok: false; readonly message: string }
  >;
}

/** Client certificate and trust of one webhook. */
export interface ClientTls {
  readonly identity: TlsIdentity;
  /** When the certificate ends, in epoch milliseconds; absent if there is only an own trust. */
  readonly expiresAtMs?: number;
}

/** What one attempt sends: the body, and what is made of it. */
export interface SignedBody {
  readonly body: string;
  /** Name, value, name, value … */
  readonly headers: readonly string[];
}

/** One attempt, as its signature sees it. */
export interface Signable {
  readonly deliveryId: string;
  /** Compact JSON. */
  readonly payload: string;
  readonly nowMs: number;
}

/** Signs each attempt's body with the key or secret live then; a message says why it cannot. */
export type BodySigner = (
  message: Signable,
) => Promise<
  ({ readonly ok: true } & SignedBody) | { readonly ok: false; readonly message: string }
>;

/** Signs a tenant's JWS into the header of this name; all its webhooks share the keys. */
export type JwsSigner = (tenant: Tenant, header: string) => BodySigner;

/** Webhooks as they are configured, at most 30 s old. */
export interface ReadyWebhooks {
  /**
   * @param leastVersion the version that the message was sent for: an older one from a cache does
   *   not do
   * @returns `undefined` when the webhook was deleted
   */
  find(tenant: Tenant, id: string, leastVersion: number): Promise<ReadyWebhook | undefined>;
}

/** One HTTP request. */
export interface OutgoingRequest {
  readonly url: string;
  /** Name, value, name, value … */
  readonly headers: readonly string[];
  readonly body: string;
  readonly timeoutMs: number;
  readonly tls?: TlsIdentity;
}

/** Sends one request; whatever happens is a value. */
export interface RequestSender {
  send(request: OutgoingRequest): Promise<AttemptResult>;
}
