import type { TlsIdentity } from "../shared/adapters/http-sender.ts";
import type { AttemptResult } from "../shared/domain/attempt-outcome.ts";
import type { CertificateState } from "../shared/domain/client-identity.ts";
import type { Attempt, DeliveryRecord } from "../shared/domain/delivery-record.ts";
import type { CarriedEvent, DeliveryMessage } from "../shared/domain/delivery-message.ts";
import type { LaneOwner } from "../shared/domain/lane.ts";
import type { Tenant } from "../shared/domain/tenant.ts";
import type { WebhookStatus } from "../shared/domain/webhook.ts";
import type { Profile } from "../shared/profiles/profile.ts";

/** A message of the deliveries queue as this invocation received it. */
export interface ReceivedDelivery {
  readonly message: DeliveryMessage;
  readonly messageId: string;
  readonly receiptHandle: string;
  /** `ApproximateReceiveCount`: 1 at the first receive. */
  readonly receiveCount: number;
}

/** A webhook with its secrets opened and its unchanging headers made, ready for an attempt. */
export interface ReadyWebhook {
  readonly status: WebhookStatus;
  readonly endpoint: string;
  /** Retry policy, timeout and manners, the webhook's own overrides applied. */
  readonly profile: Profile;
  /** Authentication and custom headers: name, value, name, value … Or why they cannot be made. */
  readonly headers:
    | { readonly ok: true; readonly flat: readonly string[] }
    | { readonly ok: false; readonly message: string };
  /** Absent where nothing is signed. */
  readonly sign?: BodySigner;
  /** Absent where no access token is sent. */
  readonly tokens?: BearerTokens;
  /** Absent where the webhook has no client certificate. */
  readonly tls?: ClientTls;
}

/** The access tokens of one webhook. */
export interface BearerTokens {
  /**
   * A token that should be good now; never rejects.
   * @param timeoutMs how long to wait for one
   * @param refused the token that the receiver refused just now: not that one again, unless nothing else is given
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
  /** When the certificate ends, in epoch milliseconds. */
  readonly expiresAtMs: number;
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

/** Signs the body of each attempt with the key or secret that is live then; a message says why it cannot. */
export type BodySigner = (
  message: Signable,
) => Promise<({ readonly ok: true } & SignedBody) | { readonly ok: false; readonly message: string }>;

/** Webhooks as they are configured, at most 30 s old. */
export interface ReadyWebhooks {
  /**
   * @param leastVersion the version that the message was sent for: an older one from a cache does not do
   * @returns `undefined` when the webhook was deleted
   */
  find(tenant: Tenant, id: string, leastVersion: number): Promise<ReadyWebhook | undefined>;
}

/** Events by their id; `undefined` when it is gone (60 days after it came). */
export interface CarriedEvents {
  read(eventId: string): Promise<CarriedEvent | undefined>;
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

/** Brings a received message back later. */
export interface MessageVisibility {
  change(receiptHandle: string, seconds: number): Promise<void>;
}

/** Tells people that a delivery was dropped: the notice in the dropped queue and, for `gone`, the webhook's new status. */
export interface DropNotices {
  tell(record: DeliveryRecord): Promise<void>;
}

/** Makes sure that the lane of a webhook runs. */
export type EnsureLane = (owner: LaneOwner) => Promise<void>;

/** What is measured and logged. Never throws. */
export interface DeliverReport {
  /**
   * An attempt ended; whether its commit was written is not known yet.
   * @param certificate state of the webhook's client certificate, where it has one
   */
  attempted(
    deliveryId: string,
    webhookId: string,
    eventType: string,
    attempt: Attempt,
    certificate?: CertificateState,
  ): void;
  /** A commit was written that ends an attempt or the delivery; `record` is what stands now. */
  committed(record: DeliveryRecord, nowMs: number): void;
}
