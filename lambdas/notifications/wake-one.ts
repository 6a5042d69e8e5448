import type { NotificationWake } from "../shared/domain/notification-wake.ts";
import {
  type ExpiredOutcome,
  isTimeOver,
  type Notification,
  type EndedNotification,
} from "../shared/domain/notification.ts";
import type { Tenant } from "../shared/domain/tenant.ts";

/** What `makeWakeOne` needs. */
export interface WakePorts {
  readonly notifications: {
    read(tenant: Tenant, uuid: string): Promise<Notification | undefined>;
    /**
     * Records a first outcome.
     * @returns how the notification ended; `undefined` if there is none
     */
    recordOutcome(
      tenant: Tenant,
      uuid: string,
      outcome: ExpiredOutcome,
    ): Promise<EndedNotification | undefined>;
  };
  /** Puts a wake on its way to `untilMs`, one hop at most. Throws unless the queue took it. */
  readonly sendWake: (wake: NotificationWake, untilMs: number) => Promise<void>;
  /** Publishes a callback; the same one twice is one event. Throws unless the bus took it. */
  readonly publishCallback: (
    notification: EndedNotification & { readonly callbackUrl: string },
  ) => Promise<void>;
  readonly now: () => number;
}

/** How late after its request a notification may be put: config API's 29 s, and clock skew. */
const PUT_MAY_COME_MS = 60_000;
/** How long to wait for it at a time. */
const LOOK_AGAIN_MS = 5000;

/**
 * One wake of a notification: before its time it goes on to the next hop; at its time the
 * notification expires unless it was answered, and is called back either way, which mends what an
 * answer left undone that died before its callback. Throws on infrastructure faults only; the
 * message comes back then, and everything done so far is recognised.
 */
export function makeWakeOne(ports: WakePorts): (wake: NotificationWake) => Promise<"ack"> {
  const { notifications, sendWake, publishCallback, now } = ports;

  /** Waits once more for a notification that is not there, as long as its request may run. */
  async function awaitPut(wake: NotificationWake): Promise<void> {
    const untilMs = wake.createdAtMs + PUT_MAY_COME_MS;
    if (now() < untilMs) await sendWake(wake, Math.min(untilMs, now() + LOOK_AGAIN_MS));
  }

  return async (wake) => {
    const { uuid, expiresAtMs } = wake;
    if (now() < expiresAtMs) {
      await sendWake(wake, expiresAtMs);
      return "ack";
    }
    const seen = await notifications.read(wake, uuid);
    if (seen === undefined) {
      await awaitPut(wake);
      return "ack";
    }
    // A request that was repeated put it later than this wake was sent: the notification knows its
    // time.
    if (seen.state === "PENDING" && !isTimeOver(seen, now())) {
      await sendWake({ ...wake, expiresAtMs: seen.expiresAtMs }, seen.expiresAtMs);
      return "ack";
    }
    const ended =
      seen.state === "PENDING"
        ? await notifications.recordOutcome(wake, uuid, { state: "EXPIRED" })
        : seen;
    if (ended?.callbackUrl !== undefined) {
      await publishCallback({ ...ended, callbackUrl: ended.callbackUrl });
    }
    return "ack";
  };
}
