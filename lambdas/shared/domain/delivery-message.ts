import type { DeliveryIdentity } from "./delivery-record.ts";
import type { EventAttributes } from "./event-type.ts";
import { deliveryIdOf, type DeliveryKey, parseDeliveryId } from "./identifiers.ts";
import { shardOf } from "./shard.ts";
import { isEnvironment, type Environment, type Tenant, tenantKey } from "./tenant.ts";

/** An event as it travels inside a message or is read from its item. */
export interface CarriedEvent {
  readonly type: string;
  readonly acceptedAtMs: number;
  /** The payload as compact JSON text; numbers keep the text that the producer wrote. */
  readonly payload: string;
  /**
   * The attributes of an application's own event type, as they were when the event was accepted;
   * built-in ones are known.
   */
  readonly attributes?: EventAttributes;
  /**
   * Where a notification's callback goes, instead of its (hidden) webhook's endpoint, which is the
   * origin of this URL.
   */
  readonly callbackUrl?: string;
  /** How many deliveries in a row brought it about (domain/hops.ts); absent where none did. */
  readonly hops?: number;
  /** The trace that its producer was in (domain/trace-context.ts); absent where none is known. */
  readonly traceparent?: string;
}

/**
 * The body of a message on the deliveries queue: which delivery, and which wait of it. It is a
 * hint; the record decides. `event` travels with first messages of small events only; otherwise the
 * event item is read.
 */
export interface DeliveryMessage {
  readonly deliveryId: string;
  /** 0 from the fan-out; from a release the record's `dispatch` (docs/protocol.md, section 1). */
  readonly dispatch: number;
  readonly application: string;
  readonly environment: Environment;
  /** The webhook's version that the fan-out saw: older cached configuration must not be used. */
  readonly webhookVersion?: number;
  readonly event?: CarriedEvent;
  /** Its lane released it to be attempted though its receiver is down. */
  readonly probe?: true;
  /** Its lane released it while its receiver recovered, as a part of its half of the pace. */
  readonly paced?: true;
}

/** As what a lane released it: as any other, as a probe, or as a part of its half of a pace. */
export type ReleasedAs = "usual" | "probe" | "paced";

/** As what this message is there, for the wait that it was released for, not a hold after it. */
export function releasedAs(
  { dispatch, probe, paced }: DeliveryMessage,
  record: { readonly dispatch: number },
): ReleasedAs {
  if (dispatch !== record.dispatch) return "usual";
  if (probe === true) return "probe";
  return paced === true ? "paced" : "usual";
}

/**
 * What is known of a delivery that has no record yet.
 * @throws Error without its event, which must be there: fan-out puts it before any message
 */
export function identityOf({
  message: { application, environment },
  event,
  key,
}: {
  readonly message: DeliveryMessage;
  readonly event: CarriedEvent | undefined;
  readonly key: DeliveryKey;
}): DeliveryIdentity {
  if (event === undefined) {
    throw new Error(`delivery ${deliveryIdOf(key)} has neither a record nor an event`);
  }
  const { type: eventType, acceptedAtMs } = event;
  return { application, environment, ...key, eventType, acceptedAtMs };
}

/** Reads a message body; `undefined` when it is not one of ours. */
export function parseDeliveryMessage(body: string): DeliveryMessage | undefined {
  let value: Partial<DeliveryMessage> | null;
  try {
    value = JSON.parse(body) as Partial<DeliveryMessage> | null;
  } catch {
    return undefined;
  }
  return value !== null &&
    typeof value === "object" &&
    typeof value.deliveryId === "string" &&
    typeof value.dispatch === "number" &&
    typeof value.application === "string" &&
    isEnvironment(value.environment)
    ? (value as DeliveryMessage)
    : undefined;
}

/**
 * The group of a delivery's messages, in a queue that serves its groups fairly: one of four of its
 * tenant. So a tenant gains nothing by many webhooks, and one noisy receiver keeps only those of
 * its own group waiting.
 * @returns `acme#production#0`: at most 76 of the 128 letters, digits and punctuation marks that a
 * group may have. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function messageGroupOf({
  deliveryId,
  ...tenant
}: Tenant & { readonly deliveryId: string }): string {
  const webhookId = parseDeliveryId(deliveryId)?.webhookId ?? deliveryId;
  return `${tenantKey(tenant)}#${shardOf(webhookId)}`;
}
