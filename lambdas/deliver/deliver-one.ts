import { addressed } from "../shared/attempt/addressed.ts";
import { makeAttempt } from "../shared/attempt/make-attempt.ts";
import type { ReadyWebhooks, RequestSender } from "../shared/attempt/ports.ts";
import type { RenderBody } from "../shared/attempt/render-body.ts";
import { applyChange, changeOf, type Commit } from "../shared/domain/commit.ts";
import type { CarriedEvent } from "../shared/domain/delivery-message.ts";
import { blankRecord, type DeliveryRecord } from "../shared/domain/delivery-record.ts";
import { deliveryIdOf, parseDeliveryId, type DeliveryKey } from "../shared/domain/identifiers.ts";
import {
  isWithinHorizon,
  visibilitySecondsUntil,
  type WaitingConstants,
} from "../shared/domain/waiting.ts";
import { whoseTurn } from "../shared/domain/whose-turn.ts";
import type { DeliveryRecords } from "../shared/waiting/ports.ts";
import type { Release } from "../shared/waiting/release.ts";
import { commitAfterAttempt, commitWithoutAttempt } from "./choose-commit.ts";
import type {
  CarriedEvents,
  DeliverReport,
  DropNotices,
  EnsureLane,
  MessageVisibility,
  ReceivedDelivery,
} from "./ports.ts";

/** What to tell SQS of a message: `ack` deletes it, `failed` lets it come back. */
export type Answer = "ack" | "failed";

/** What `makeDeliverOne` needs. */
export interface DeliverPorts {
  readonly records: Pick<DeliveryRecords, "read" | "commit" | "putAttempt">;
  readonly events: CarriedEvents;
  readonly webhooks: ReadyWebhooks;
  readonly renderBody: RenderBody;
  readonly sender: RequestSender;
  readonly visibility: MessageVisibility;
  readonly notices: DropNotices;
  readonly release: Release;
  readonly ensureLane: EnsureLane;
  readonly report: DeliverReport;
  readonly constants: WaitingConstants;
  readonly longestAttemptSeconds: number;
  /**
   * Whether the trace of a producer goes on to the receivers.
   * @default - it does not
   */
  readonly carriesTraces?: boolean;
  readonly now: () => number;
  readonly random: () => number;
}

/** A message whose turn it is, with everything that was read for it. */
interface Work extends ReceivedDelivery {
  readonly key: DeliveryKey;
  readonly event: CarriedEvent | undefined;
}

/**
 * D of the delivery protocol for one message: **commit, then act, then ack**. Throws only on infrastructure faults; the
 * caller then reports the message as failed, it comes back after its visibility timeout, and the record says what is left to do.
 */
export function makeDeliverOne(
  ports: DeliverPorts,
): (received: ReceivedDelivery) => Promise<Answer> {
  const { records, events, webhooks, visibility, notices, report, constants, now } = ports;

  /** D1: the record decides whose turn it is; `onMine` is done when it is this message's. */
  async function takeTurn(
    work: Work,
    record: DeliveryRecord | undefined,
    onMine: (record: DeliveryRecord | undefined) => Promise<Answer>,
  ): Promise<Answer> {
    const turn = whoseTurn(record, work.message.dispatch, work.messageId);
    switch (turn.turn) {
      case "mine":
        return onMine(turn.record);
      case "notice_again":
        await notices.tell(turn.record);
        return "ack";
      case "wake_lane":
        await ports.ensureLane(turn.record);
        return "ack";
      case "finished":
        return "ack";
    }
  }

  /** D2: not early, and not to a webhook that must not be called. D3: the attempt. */
  async function attempt(work: Work, seen: DeliveryRecord | undefined): Promise<Answer> {
    const { message, event, key } = work;
    if (seen?.nextAttemptAtMs !== undefined && seen.nextAttemptAtMs > now()) {
      return comeBackAt(work, seen.nextAttemptAtMs);
    }
    const before = seen ?? blankRecord(identityOf(work));
    const webhook = await webhooks.find(message, key.webhookId, message.webhookVersion ?? 0);
    const without = commitWithoutAttempt(before, webhook, now());
    if (without !== undefined || webhook === undefined) {
      return settle(
        work,
        seen,
        without ?? { kind: "drop", reason: "webhook_deleted", attempted: false },
      );
    }
    if (event === undefined) {
      return settle(work, seen, { kind: "drop", reason: "expired", attempted: false });
    }
    const body = ports.renderBody(key.eventId, event, webhook.attributes);
    const receiver = addressed(webhook, event);
    const made = await makeAttempt(ports, key, before.attempts + 1, body, receiver, event);
    const { attempt: attempted, certificate } = made;
    report.attempted(before, attempted, certificate);
    const commit = commitAfterAttempt(made, before, webhook.profile, work.receiveCount, {
      nowMs: now(),
      random: ports.random(),
      constants,
    });
    if (commit.kind !== "delivered" || commit.firstAttempt === undefined) {
      await records.putAttempt(key, made.attempt);
    }
    return settle(work, seen, commit);
  }

  /** D4: commit. Refused: the record, as it is now, decides once more, but nothing is sent a second time. */
  async function settle(
    work: Work,
    seen: DeliveryRecord | undefined,
    commit: Commit,
  ): Promise<Answer> {
    const { messageId: me, key } = work;
    const identity = seen ?? identityOf(work);
    const change = changeOf(commit, me, now());
    if ((await records.commit({ seen, identity, change, me })) === "refused") {
      return takeTurn(work, await records.read(key), () => Promise.resolve("failed"));
    }
    const record = applyChange(seen ?? blankRecord(identity), change);
    if (commit.kind === "defer") report.deferred();
    else report.committed(record, now());
    return act(work, record, commit);
  }

  /** D5: what follows from the commit. D6: ack; a hold keeps its message instead. */
  async function act(work: Work, record: DeliveryRecord, commit: Commit): Promise<Answer> {
    switch (commit.kind) {
      case "delivered":
        return "ack";
      case "hold":
        return comeBackAt(work, commit.nextAttemptAtMs);
      case "drop":
        await notices.tell(record);
        return "ack";
      case "defer":
        await ports.ensureLane(record);
        return "ack";
      case "park": {
        const { nextAttemptAtMs } = commit;
        await (isWithinHorizon(nextAttemptAtMs, now(), constants)
          ? ports.release({ ...record, nextAttemptAtMs })
          : ports.ensureLane(record));
        return "ack";
      }
    }
  }

  async function comeBackAt(work: Work, timeMs: number): Promise<Answer> {
    await visibility.change(work.receiptHandle, visibilitySecondsUntil(timeMs, now()));
    return "failed";
  }

  return async (received) => {
    const key = parseDeliveryId(received.message.deliveryId);
    if (key === undefined) {
      throw new Error(`not a delivery id: ${received.message.deliveryId.slice(0, 64)}`);
    }
    const [record, event] = await Promise.all([
      records.read(key),
      received.message.event ?? events.read(key.eventId),
    ]);
    const work = { ...received, key, event };
    return takeTurn(work, record, (seen) => attempt(work, seen));
  };
}

/** What is known of a delivery that has no record yet. Its event must be there: fan-out puts it before any message. */
function identityOf({ message, event, key }: Work): Parameters<typeof blankRecord>[0] {
  if (event === undefined) {
    throw new Error(`delivery ${deliveryIdOf(key)} has neither a record nor an event`);
  }
  const { application, environment } = message;
  return {
    application,
    environment,
    ...key,
    eventType: event.type,
    acceptedAtMs: event.acceptedAtMs,
  };
}
