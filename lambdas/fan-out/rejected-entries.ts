import { gzipSync } from "node:zlib";

import { defined } from "../shared/domain/defined.ts";
import type { Rejection } from "../shared/domain/rejection.ts";
import type { TallyMark } from "../shared/domain/tally.ts";
import type { CountMark } from "../shared/dynamodb/dynamo-tally-marks.ts";
import { isOperationalType } from "../shared/profiles/operational-types.ts";
import type { SendMessage } from "../shared/sqs/sqs-queue.ts";
import type { RejectedEntries, RejectedEvent } from "./reject-entry.ts";

/** Largest message that SQS takes, less a margin for what is counted besides the body. */
const MOST_BODY_BYTES = 1_048_576 - 1024;

/**
 * The rejected-events queue: the reason, what was wrong, and the entry as it came, so that it can
 * be put right and sent again. What lies there is counted.
 */
export function makeRejectedEntries(
  send: SendMessage,
  count: CountMark,
  now: () => number,
): RejectedEntries {
  return {
    async put(entryText, rejection, event) {
      const { reason, errors } = rejection;
      const head = { reason, errors, rejected_at: new Date(now()).toISOString() };
      const body = JSON.stringify({ ...head, entry: entryText });
      await send({
        body:
          Buffer.byteLength(body) <= MOST_BODY_BYTES
            ? body
            : JSON.stringify({ ...head, entry_gzip: gzipSync(entryText).toString("base64") }),
      });
      await count(rejectionMark(rejection, event));
    },
  };
}

/** A rejection as counted. An operational event's is not told: that could be rejected too. */
function rejectionMark({ reason, errors }: Rejection, event?: RejectedEvent): TallyMark {
  return {
    owner:
      event?.tenant === undefined ? { kind: "unaddressed" } : { kind: "rejected", ...event.tenant },
    reason,
    ...defined({ id: event?.id }),
    places: errors.map(({ field }) => field),
    isTold: event === undefined || !isOperationalType(event.type),
  };
}
