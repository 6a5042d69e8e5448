import { gzipSync } from "node:zlib";

import type { SendMessage } from "../shared/adapters/sqs-queue.ts";
import type { RejectedEntries } from "./ports.ts";

/** Largest message that SQS takes, less a margin for what is counted besides the body. */
const MOST_BODY_BYTES = 1_048_576 - 1024;

/** The rejected-events queue: the reason, what was wrong, and the entry as it came, so that it can be put right and sent again. */
export function makeRejectedEntries(send: SendMessage, now: () => number): RejectedEntries {
  return {
    async put(entryText, { reason, errors }) {
      const head = { reason, errors, rejected_at: new Date(now()).toISOString() };
      const body = JSON.stringify({ ...head, entry: entryText });
      await send({
        body:
          Buffer.byteLength(body) <= MOST_BODY_BYTES
            ? body
            : JSON.stringify({ ...head, entry_gzip: gzipSync(entryText).toString("base64") }),
      });
    },
  };
}
