import { gzipSync } from "node:zlib";

import { defined } from "../shared/domain/defined.ts";
import type { EventEntry } from "../shared/domain/event-entry.ts";
import { eventIdOf } from "../shared/domain/identifiers.ts";
import type { Rejection } from "../shared/domain/rejection.ts";
import type { TallyMark } from "../shared/domain/tally.ts";
import type { Tenant } from "../shared/domain/tenant.ts";
import type { CountMark } from "../shared/dynamodb/dynamo-tally-marks.ts";
import { isOperationalType } from "../shared/profiles/operational-types.ts";
import { inGroups } from "../shared/runtime/in-groups.ts";
import type { SendMessage } from "../shared/sqs/sqs-queue.ts";
import type { Keeping, KeepRejected, Rejected } from "./keep-rejected.ts";

/**
 * Applications of one entry that it is rejected for at once: each may be waited for, by seconds
 * where a table throttles, and holds the text of the entry.
 */
const REJECTED_AT_ONCE = 10;

/** What is known of an entry that was rejected. */
export interface RejectedEvent {
  readonly type: string;
  readonly id: string;
  /** Its application, if there is one. */
  readonly tenant?: Tenant;
}

/** Where entries go that cannot become an event, with the reason. */
export interface RejectedEntries {
  /** @param event absent: the entry could not be read */
  put(entryText: string, rejection: Rejection, event?: RejectedEvent): Promise<void>;
}

/** What is measured and logged of it. Never throws. */
export interface RejectReport {
  /**
   * @param keeping whether it can be read
   * @param event absent: the entry could not be read
   */
  rejected(rejection: Rejection, keeping: Keeping, event?: RejectedEvent): void;
}

/** What `makeRejectEntry` needs. */
export interface RejectPorts {
  readonly rejected: RejectedEntries;
  readonly keepRejected: KeepRejected;
  readonly report: RejectReport;
}

/** Why an entry is no event of one of its applications. */
export interface Refusal {
  readonly application: string;
  readonly rejection: Rejection;
}

/** Rejects an entry: it is kept readable, put where people find it, and told of. */
export interface RejectEntry {
  /** One that could not be read. */
  whole(rejected: Omit<Rejected, "addressee">): Promise<void>;
  /** One that is no event of some of its applications. */
  forSome(
    received: Pick<Rejected, "entryText" | "receivedAtMs">,
    entry: EventEntry,
    refusals: readonly Refusal[],
  ): Promise<void>;
}

/** Makes what rejects. */
export function makeRejectEntry(ports: RejectPorts): RejectEntry {
  /** Kept first: an entry back after a crash is recognised there; the queue takes it twice. */
  async function reject(rejected: Rejected, event?: RejectedEvent): Promise<void> {
    const { entryText, rejection } = rejected;
    const keeping = await ports.keepRejected(rejected);
    await ports.rejected.put(entryText, rejection, event);
    ports.report.rejected(rejection, keeping, event);
  }

  return {
    whole: (rejected) => reject(rejected),
    async forSome(received, entry, refusals) {
      await inGroups(refusals, REJECTED_AT_ONCE, ({ application, rejection }) => {
        const addressee = { application, environment: entry.environment };
        const named = naming(rejection, application);
        return reject(
          { ...received, rejection: named, addressee },
          rejectedEvent(entry, addressee, rejection),
        );
      });
    },
  };
}

/** The same rejection, saying which of the addressed applications it is about. */
function naming({ reason, errors }: Rejection, application: string): Rejection {
  return {
    reason,
    errors: errors.map(({ field, message }) => ({ field, message: `${message} (${application})` })),
  };
}

/** What is known of an event that was rejected for an application. */
function rejectedEvent(
  { id, type }: EventEntry,
  tenant: Tenant,
  { reason }: Rejection,
): RejectedEvent {
  return {
    type,
    id: eventIdOf(tenant, id.source, id.text),
    ...(reason !== "unknown_application" && { tenant }),
  };
}

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
