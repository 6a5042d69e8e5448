import { makeAttempt } from "../shared/attempt/make-attempt.ts";
import { asCarried, type CarriedCommit } from "../shared/domain/carried-commit.ts";
import { applyChange, changeOf, type Commit } from "../shared/domain/commit.ts";
import { defined } from "../shared/domain/defined.ts";
import { identityOf, releasedAs } from "../shared/domain/delivery-message.ts";
import {
  blankRecord,
  type Attempt,
  type DeliveryIdentity,
  type DeliveryRecord,
} from "../shared/domain/delivery-record.ts";
import { deliveryIdOf, keyOf } from "../shared/domain/identifiers.ts";
import { isBehind, type Pool } from "../shared/domain/pool.ts";
import type { Limit } from "../shared/domain/rate-limit.ts";
import {
  backoffSeconds,
  isWithinHorizon,
  visibilitySecondsUntil,
} from "../shared/domain/waiting.ts";
import { whoseTurn } from "../shared/domain/whose-turn.ts";
import type { Disposition } from "../shared/runtime/queue-handler.ts";
import type { WriteResult } from "../shared/waiting/delivery-ports.ts";
import { finishTurn, makeWriteCarried, type Hand } from "../shared/waiting/write-carried.ts";
import { commitAfterAttempt, commitWithoutAttempt, dropUnsent } from "./choose-commit.ts";
import { firstHandOver, makeClaim } from "./claim.ts";
import { FREE, keptBack, type Slot } from "./limit.ts";
import type { DeliverPorts, Received, ReceivedDelivery, Work } from "./ports.ts";

/**
 * D of the delivery protocol for one message, T3 and what follows for a carried commit: **commit,
 * then act, then ack**. Throws only on infrastructure faults; the caller then reports the message
 * as failed, it comes back, and the record says what is left to do.
 */
export function makeDeliverOne(ports: DeliverPorts): (received: Received) => Promise<Disposition> {
  const { records, events, webhooks, pools, limits, visibility, notices, report, now } = ports;
  const { constants } = ports;

  const claim = makeClaim({ records, own: pools.own, now });

  /** D1: the record decides whose turn it is; `onMine` is done when it is this message's. */
  async function takeTurn(
    work: Work,
    record: DeliveryRecord | undefined,
    onMine: (record: DeliveryRecord | undefined) => Promise<Disposition>,
  ): Promise<Disposition> {
    const turn = whoseTurn(record, work.message.dispatch, work.messageId);
    return turn.turn === "mine" ? onMine(turn.record) : finishTurn(turn, ports);
  }

  /** D2: not early, and not to a webhook that must not be called. D3: the attempt. */
  async function attempt(work: Work, seen: DeliveryRecord | undefined): Promise<Disposition> {
    const { message, event, key, serving, hand } = work;
    // D2: not early
    if (seen?.nextAttemptAtMs !== undefined && seen.nextAttemptAtMs > now()) {
      return comeBackAt(work, seen.nextAttemptAtMs);
    }
    const pool = serving.pool();
    if (isBehind(pool, pools.own)) return handOver(work, seen, pool); // H
    const before = seen ?? blankRecord(identityOf(work));
    const webhook = await webhooks.find(message, key.webhookId, message.webhookVersion ?? 0);
    if (webhook === undefined) return writeCommit(work, seen, dropUnsent("webhook_deleted"));
    const without = commitWithoutAttempt(before, webhook, now());
    if (without !== undefined) return writeCommit(work, seen, without); // D2: disabled, gone
    if (event === undefined) return writeCommit(work, seen, dropUnsent("expired"));
    const as = releasedAs(message, before);
    const unsent = work.guard.unsent(before, webhook.profile, as);
    if (unsent !== undefined) return writeCommit(work, seen, unsent); // G
    const limit = work.guard.limit(webhook, before, as);
    const slot = limit === undefined ? FREE : await slotOf(work, limit);
    if (!slot.isGood()) return keepBack(work, seen, keptBack(before, limit, now())); // K1
    const claimed = await claim(work.messageId, seen, before);
    if (!claimed.isClaimed) {
      return takeTurn(work, await records.read(key), (again) => attempt(work, again));
    }
    // K1: too late for its slot
    if (!slot.isGood()) return keepBack(work, claimed.record, keptBack(before, limit, now()));
    hand.comesBackSoon = false;
    const body = ports.renderBody(key.eventId, event, webhook.attributes);
    const { made, turned } = await serving.watch(webhook.endpoint, () =>
      makeAttempt(ports, key, before.attempts + 1, body, webhook, event),
    );
    const { attempt: attempted, certificate } = made;
    report.attempted(before, attempted, certificate);
    if (turned !== undefined) await ports.tellSlow(before, turned, before.eventType);
    const follow = await work.guard.ended(made, before.eventType, webhook.profile);
    if (limit !== undefined) {
      await slot.end(attempted.durationMs);
      await limits.heed(key.webhookId, limit, made, webhook.profile);
    }
    const commit = commitAfterAttempt(made, before, webhook.profile, work.receiveCount, {
      nowMs: now(),
      random: ports.random(),
      constants,
      mayHold: !isBehind(serving.pool(), pools.own),
    });
    const answer = await writeCommit(work, claimed.record, commit, made.attempt);
    await follow();
    return answer;
  }

  /** K1: once for an attempt, also when the record decides again whose it is. */
  async function slotOf({ key, slots }: Work, limit: Limit): Promise<Slot> {
    const held = slots.at(-1);
    if (held?.isGood() === true) return held;
    const slot = await limits.enter(key.webhookId, limit);
    slots.push(slot);
    return slot;
  }

  /**
   * K1 without a slot. Refused: as after a mark, the record decides once more: nothing was sent,
   * and a hand-over may have put it.
   */
  function keepBack(
    work: Work,
    seen: DeliveryRecord | undefined,
    commit: Commit,
  ): Promise<Disposition> {
    return writeCommit(work, seen, commit, undefined, (again) => attempt(work, again));
  }

  /**
   * H: a pool behind this one attempts it. A copy of a message that a record names would be
   * another's; so the record is parked and released to there. Without a record the message itself
   * goes on, and the record that is made names it: or another copy of the first message, whose
   * attempt fails meanwhile, would hold what is acked here.
   */
  async function handOver(
    work: Work,
    seen: DeliveryRecord | undefined,
    pool: Pool,
  ): Promise<Disposition> {
    // H with a record
    if (seen !== undefined) {
      const { nextAttemptAtMs = now() } = seen;
      return writeCommit(work, seen, { kind: "hand_over", nextAttemptAtMs });
    }
    const identity = identityOf(work);
    const carrier = await ports.messages[pool].send(work.message, 0); // H1
    return writeCommit(work, seen, firstHandOver(identity, carrier)); // H2, H3
  }

  /**
   * D4: commit. Refused: the record, as it is now, decides once more, but nothing is sent a second
   * time. Not written in time: T1, T2.
   * @param attempted absent when none was made
   * @param onMine what is done where it was refused, and is still this message's @default - it has
   *   failed
   */
  async function writeCommit(
    work: Work,
    seen: DeliveryRecord | undefined,
    commit: Commit,
    attempted?: Attempt,
    onMine?: (record: DeliveryRecord | undefined) => Promise<Disposition>,
  ): Promise<Disposition> {
    const { messageId: me, key, hand } = work;
    const identity = seen ?? identityOf(work);
    const change = changeOf(commit, me, now()); // D4
    const isPatient = attempted !== undefined;
    const item = change.set.firstAttempt === undefined ? attempted : undefined;
    let result: WriteResult;
    try {
      if (item !== undefined) await records.putAttempt(key, item, isPatient);
      result = await records.commit({ seen, identity, change, me, isPatient });
    } catch (error) {
      if (!isPatient) throw error; // T is for attempts
      // T1
      await carry(work, seen, identity, {
        commit: asCarried(commit),
        ...defined({ attempt: item }),
      });
      report.carried(identity, error);
      return "ack"; // T2
    }
    if (result === "refused") {
      hand.comesBackSoon = false;
      if (onMine !== undefined) return takeTurn(work, await records.read(key), onMine);
      return takeTurn(work, await records.read(key), () => Promise.resolve("failed")); // D1 again
    }
    hand.comesBackSoon = true;
    const record = applyChange(seen ?? blankRecord(identity), change);
    if (commit.kind === "defer") report.deferred();
    else if (commit.kind !== "hand_over") report.committed(record, now());
    return act(work, record, commit); // D5, D6
  }

  /** T1: what could not be written goes on as its own message, so it costs no second POST. */
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
  async function act(work: Work, record: DeliveryRecord, commit: Commit): Promise<Disposition> {
    switch (commit.kind) {
      case "delivered":
        return "ack";
      case "hold":
        return comeBackAt(work, commit.nextAttemptAtMs);
      case "drop":
        await notices.send(record);
        return "ack";
      case "defer":
        // E, or K2
        await (commit.limit === undefined
          ? ports.ensureLane(record)
          : limits.putOff(record, commit.limit));
        return "ack";
      case "hand_over":
      case "park":
        if (record.status === "parked") await goOn(record, () => work.serving.pool()); // R or E
        return "ack";
    }
  }

  /** What is parked and due soon is released at once to its pool; otherwise by its lane. */
  async function goOn(record: DeliveryRecord, poolOf: () => Pool | Promise<Pool>): Promise<void> {
    const { nextAttemptAtMs = now() } = record;
    await (isWithinHorizon(nextAttemptAtMs, now(), constants)
      ? ports.release[await poolOf()]({ ...record, nextAttemptAtMs })
      : ports.ensureLane(record));
  }

  const writeCarried = makeWriteCarried({
    ...ports,
    goOn: (record) => goOn(record, () => ports.poolOf(record)),
  });

  async function comeBackAt(work: Work, timeMs: number): Promise<Disposition> {
    await visibility.change(work.receiptHandle, visibilitySecondsUntil(timeMs, now()));
    return "failed";
  }

  async function deliver(received: ReceivedDelivery, hand: Hand): Promise<Disposition> {
    const key = keyOf(received.message.deliveryId);
    const { message } = received;
    const { application, environment } = message;
    const owner = { application, environment, webhookId: key.webhookId };
    const [record, event, serving, guard] = await Promise.all([
      records.read(key),
      message.event ?? events.read(key.eventId),
      pools.enter(owner),
      ports.guardOf(owner),
    ]);
    const work: Work = { ...received, key, event, serving, guard, hand, slots: [] };
    try {
      return await takeTurn(work, record, (seen) => attempt(work, seen));
    } finally {
      for (const slot of work.slots) await slot.end();
    }
  }

  /** Sooner than after the visibility timeout. Best effort: that one is still to come. */
  async function comeBackSoon({ receiptHandle, receiveCount }: Received): Promise<void> {
    const seconds = backoffSeconds(receiveCount, ports.random());
    await visibility.change(receiptHandle, seconds).catch(() => undefined);
  }

  return async (received) => {
    const hand = { messageId: received.messageId, comesBackSoon: true };
    try {
      // T3, or D1
      return await ("carried" in received
        ? writeCarried(hand, received.carried)
        : deliver(received, hand));
    } catch (error) {
      if (hand.comesBackSoon) await comeBackSoon(received);
      throw error;
    }
  };
}
