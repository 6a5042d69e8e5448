import {
  hopDelaySeconds,
  type NotificationWake,
  writeNotificationWake,
} from "../domain/notification-wake.ts";
import type { SendMessage } from "./sqs-queue.ts";

/**
 * Sends a wake on its way to `untilMs`, hop by hop, for SQS's delays. Throws unless SQS took it.
 */
export type SendWake = (wake: NotificationWake, untilMs: number) => Promise<void>;

/** The wakes of notifications on their queue. */
export function makeNotificationWakes(options: {
  readonly send: SendMessage;
  /** The longest delay of one message. */
  readonly hopSeconds: number;
  readonly now: () => number;
}): SendWake {
  const { send, hopSeconds, now } = options;
  return async (wake, untilMs) => {
    const delaySeconds = hopDelaySeconds(untilMs, now(), hopSeconds);
    await send({ body: writeNotificationWake(wake), delaySeconds });
  };
}
