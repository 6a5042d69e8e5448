import { addressed } from "../shared/attempt/addressed.ts";
import { makeAttempt } from "../shared/attempt/make-attempt.ts";
import type { ReadyWebhooks, RequestSender } from "../shared/attempt/ports.ts";
import type { RenderBody } from "../shared/attempt/render-body.ts";
import { asCarried, type CarriedCommit } from "../shared/domain/carried-commit.ts";
import { applyChange, changeOf, type Commit } from "../shared/domain/commit.ts";
import type { CarriedEvent } from "../shared/domain/delivery-message.ts";
import {
  blankRecord,
  type Attempt,
  type DeliveryIdentity,
  type DeliveryRecord,
} from "../shared/domain/delivery-record.ts";
import { deliveryIdOf, keyOf, type DeliveryKey } from "../shared/domain/identifiers.ts";
import {
  backoffSeconds,
  isWithinHorizon,
  visibilitySecondsUntil,
  type WaitingConstants,
} from "../shared/domain/waiting.ts";
import { whoseTurn } from "../shared/domain/whose-turn.ts";
import type { CarriedCommitSender, DeliveryRecords, WriteResult } from "../shared/waiting/ports.ts";
import type { Release } from "../shared/waiting/release.ts";
import {
  finishTurn,
  makeWriteCarried,
  type Answer,
  type Hand,
} from "../shared/waiting/write-carried.ts";
import { commitAfterAttempt, commitWithoutAttempt } from "./choose-commit.ts";
import type {
  CarriedEvents,
  DeliverReport,
  DropNotices,
  EnsureLane,
  MessageVisibility,
  Received,
  ReceivedDelivery,
} from "./ports.ts";

/** What `makeDeliverOne` needs. */
export interface DeliverPorts {
  readonly records: Pick<DeliveryRecords, "read" | "commit" | "mark" | "putAttempt">;
  readonly carriedCommits: CarriedCommitSender;
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
  readonly hand: Hand;
}

/**
 * D of the delivery protocol for one message, T3 and what follows for a carried commit: **commit, then act, then ack**.
 * Throws only on infrastructure faults; the caller then reports the message as failed, it comes back, and the record says what
 * is left to do.
 */
export function makeDeliverOne(ports: DeliverPorts): (received: Received) => Promise<Answer> {
  const { records, events, webhooks, visibility, notices, report, constants, now } = ports;

  /** D1: the record decides whose turn it is; `onMine` is done when it is this message's. */
  async function takeTurn(
    work: Work,
    record: DeliveryRecord | undefined,
    onMine: (record: DeliveryRecord | undefined) => Promise<Answer>,
  ): Promise<Answer> {
    const turn = whoseTurn(record, work.message.dispatch, work.messageId);
    return turn.turn === "mine" ? onMine(turn.record) : finishTurn(turn, ports);
  }

  /** D2: not early, and not to a webhook that must not be called. D3: the attempt. */
  async function attempt(work: Work, seen: DeliveryRecord | undefined): Promise<Answer> {
    const { message, event, key, hand } = work;
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
    // Released, perhaps not yet marked: of several messages for this wait one attempts.
    if (
      seen?.status === "parked" &&
      (await records.mark(key, seen.dispatch, work.messageId)) === "refused"
    ) {
      return takeTurn(work, await records.read(key), (again) => attempt(work, again));
    }
    hand.comesBackSoon = false;
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
    return settle(work, seen, commit, made.attempt);
  }

  /**
   * D4: commit. Refused: the record, as it is now, decides once more, but nothing is sent a second time. Not written in time:
   * T1, T2.
   * @param attempted absent when none was made
   */
  async function settle(
    work: Work,
    seen: DeliveryRecord | undefined,
    commit: Commit,
    attempted?: Attempt,
  ): Promise<Answer> {
    const { messageId: me, key, hand } = work;
    const identity = seen ?? identityOf(work);
    const change = changeOf(commit, me, now());
    const isPatient = attempted !== undefined;
    const item = change.set.firstAttempt === undefined ? attempted : undefined;
    let result: WriteResult;
    try {
      if (item !== undefined) await records.putAttempt(key, item, isPatient);
      result = await records.commit({ seen, identity, change, me, isPatient });
    } catch (error) {
      if (!isPatient) throw error;
      await carry(work, seen, identity, {
        commit: asCarried(commit),
        ...(item && { attempt: item }),
      });
      report.carried(identity, error);
      return "ack"; // T2
    }
    if (result === "refused") {
      hand.comesBackSoon = false;
      return takeTurn(work, await records.read(key), () => Promise.resolve("failed"));
    }
    hand.comesBackSoon = true;
    const record = applyChange(seen ?? blankRecord(identity), change);
    if (commit.kind === "defer") report.deferred();
    else report.committed(record, now());
    return act(work, record, commit);
  }

  /** T1: what could not be written goes on as a message of its own, so that it costs no second POST. */
  async function carry(
    { messageId: me, key }: Work,
    seen: DeliveryRecord | undefined,
    { application, environment, eventType, acceptedAtMs }: DeliveryIdentity,
    what: Pick<CarriedCommit, "commit" | "attempt">,
  ): Promise<void> {
    const carried = {
      deliveryId: deliveryIdOf(key),
      dispatch: seen?.dispatch ?? 0,
      application,
      environment,
      eventType,
      acceptedAtMs,
      me,
      endedAtMs: now(),
      ...what,
    };
    await ports.carriedCommits.send(carried, backoffSeconds(1, ports.random()));
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
      case "park":
        await goOn(record);
        return "ack";
    }
  }

  /** What is parked is released at once when it is due soon; if not, its lane releases it. */
  async function goOn(record: DeliveryRecord): Promise<void> {
    const { nextAttemptAtMs = now() } = record;
    await (isWithinHorizon(nextAttemptAtMs, now(), constants)
      ? ports.release({ ...record, nextAttemptAtMs })
      : ports.ensureLane(record));
  }

  const writeCarried = makeWriteCarried({ ...ports, goOn });

  async function comeBackAt(work: Work, timeMs: number): Promise<Answer> {
    await visibility.change(work.receiptHandle, visibilitySecondsUntil(timeMs, now()));
    return "failed";
  }

  async function deliver(received: ReceivedDelivery, hand: Hand): Promise<Answer> {
    const key = keyOf(received.message.deliveryId);
    const [record, event] = await Promise.all([
      records.read(key),
      received.message.event ?? events.read(key.eventId),
    ]);
    const work = { ...received, key, event, hand };
    return takeTurn(work, record, (seen) => attempt(work, seen));
  }

  /** Sooner than after the visibility timeout. Best effort: that one is still to come. */
  async function comeBackSoon({ receiptHandle, receiveCount }: Received): Promise<void> {
    const seconds = backoffSeconds(receiveCount, ports.random());
    await visibility.change(receiptHandle, seconds).catch(() => undefined);
  }

  return async (received) => {
    const hand = { messageId: received.messageId, comesBackSoon: true };
    try {
      return await ("carried" in received
        ? writeCarried(hand, received.carried)
        : deliver(received, hand));
    } catch (error) {
      if (hand.comesBackSoon) await comeBackSoon(received);
      throw error;
    }
  };
}

/** What is known of a delivery that has no record yet. Its event must be there: fan-out puts it before any message. */
function identityOf({ message, event, key }: Work): DeliveryIdentity {
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
