import type { Tenant } from "./tenant.ts";

/** Longest life of a notification, in seconds: 30 days; events are kept for 60. */
export const MAX_EXPIRES_IN_SECONDS = 2_592_000;

/**
 * `TWO-WAY` is answered by an action and called back; `OTP` is never called back. Source: REL-ID,
 * "When Is It Called?".
 */
export const MESSAGE_TYPES = ["TWO-WAY", "OTP"] as const;

/** Whether the user's devices were told. Source: REL-ID, "Field Descriptions". */
export const DELIVERY_STATUSES = [
  "NOTIFIED",
  "PARTIALLY_NOTIFIED",
  "FAILED_TO_NOTIFY",
  "NONE",
] as const;

/** What `verification_mode` is unless somebody says otherwise. Source: REL-ID, "Typically". */
export const DEFAULT_VERIFICATION_MODE = "REL-ID";

/** Version and variant of a UUID. https://www.rfc-editor.org/rfc/rfc9562#section-5.4 */
const VERSION_4 = 0x40;
const VARIANT = 0x80;
const UUID_BYTES = 16;
const MS_PER_SECOND = 1000;

/** One of the message types. */
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** One of the delivery statuses. */
export type DeliveryStatusOfNotification = (typeof DELIVERY_STATUSES)[number];

/** What stands once a notification is made, and does not change. */
export interface NewNotification extends Tenant {
  readonly uuid: string;
  readonly userId: string;
  readonly msgId: string;
  readonly msgType: MessageType;
  /** Labels of what the user may choose. */
  readonly actions: readonly string[];
  readonly callbackUrl?: string;
  readonly deliveryStatus: DeliveryStatusOfNotification;
  readonly verificationMode: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

/** The user acted: all that is known of it is recorded at once. */
export interface UpdatedOutcome {
  readonly state: "UPDATED";
  /** Names the request that recorded it, so that its repeat finds its own work. */
  readonly responseId: string;
  readonly updatedAtMs: number;
  readonly actionResponse: string;
  readonly isDsVerified: boolean;
  /** 0 for success, 1 for error. */
  readonly responseCode: 0 | 1;
  /** Only with response code 1. */
  readonly errorCode?: string | number;
  /** Absent: that of the creation still holds. */
  readonly reportedDeliveryStatus?: DeliveryStatusOfNotification;
  readonly clientIpAddress?: string;
}

/** Nobody acted in time. */
export interface ExpiredOutcome {
  readonly state: "EXPIRED";
}

/** How a notification ended: one of the two, once and for all. */
export type NotificationOutcome = UpdatedOutcome | ExpiredOutcome;

/** A notification that ended. */
export type EndedNotification = NewNotification & NotificationOutcome;

/** A notification as it stands. */
export type Notification = (NewNotification & { readonly state: "PENDING" }) | EndedNotification;

/** Whether nobody may act any more. */
export function isTimeOver({ expiresAtMs }: NewNotification, nowMs: number): boolean {
  return nowMs >= expiresAtMs;
}

/** The notification as people see it: past its time it has expired, recorded or not. */
export function asSeenAt(notification: Notification, nowMs: number): Notification {
  return notification.state === "PENDING" && isTimeOver(notification, nowMs)
    ? { ...notification, state: "EXPIRED" }
    : notification;
}

/** A version-4 UUID from 16 random bytes. */
export function notificationUuidFrom(randomBytes: Uint8Array): string {
  if (randomBytes.length !== UUID_BYTES) {
    throw new RangeError(`a UUID is made of ${UUID_BYTES} bytes, got ${randomBytes.length}`);
  }
  const bytes = randomBytes.map((byte, index) => {
    if (index === 6) return (byte & 0x0f) | VERSION_4;
    return index === 8 ? (byte & 0x3f) | VARIANT : byte;
  });
  const hex = Buffer.from(bytes).toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, "$1-$2-$3-$4-$5");
}

/** Whether a notification is still called back when somebody finds it: while its event is kept. */
export function mayCallBack(notification: EndedNotification, nowMs: number): boolean {
  const endedAtMs =
    notification.state === "UPDATED" ? notification.updatedAtMs : notification.expiresAtMs;
  // An answer is called back again by the wake at its expiry, at most 30 days later; an expiry by
  // its own wake.
  return nowMs < endedAtMs + MAX_EXPIRES_IN_SECONDS * MS_PER_SECOND;
}
