import type { SendMessage } from "../shared/sqs/sqs-queue.ts";

/** Puts a message that is not one of ours where people look. Throws unless SQS took it. */
export type Quarantine = (body: string, messageId: string) => Promise<"ack">;

/** Characters that are kept: as JSON they take up to six bytes each, and a message holds 1 MiB. */
const MOST_CHARACTERS = 150_000;

/**
 * Somebody put a message on the deliveries queue that cannot be read. No delivery is behind it: it
 * goes to the dropped queue as it came, instead of coming back until its 14 days are over.
 */
export function makeQuarantine(send: SendMessage, now: () => number): Quarantine {
  return async (body, messageId) => {
    await send({
      body: JSON.stringify({
        reason: "unprocessable",
        message_id: messageId,
        dropped_at: new Date(now()).toISOString(),
        body: body.slice(0, MOST_CHARACTERS),
      }),
    });
    return "ack";
  };
}
