import { isTerminal, type DeliveryRecord } from "../../lambdas/shared/domain/delivery-record.ts";
import type { SentMessage } from "./queued-messages.ts";

/**
 * What the receivers and the table saw of one delivery, kept apart from the record: a record may
 * vanish by its TTL.
 */
export interface LedgerEntry {
  readonly id: string;
  readonly webhookId: string;
  /** Requests that the receiver got. */
  posts: number;
  /** Attempts that were committed. */
  attempts: number;
  /** Value of `attempts` at the last resend. */
  base: number;
  /** Its last record was terminal. */
  isEnded: boolean;
  /** It ended, and nobody waits for a notice of it. */
  readonly isSettled: boolean;
  /** It was dropped, and nobody was told yet. */
  needsNotice: boolean;
  /** Sent again, and not attempted since. */
  isResent: boolean;
  /** Its messages went with the queues, and no repair has found it yet. */
  isLost: boolean;
}

/** One message in the hands of one worker. */
export interface Handling {
  /** Delivery id. */
  readonly id: string;
  readonly message: SentMessage;
  /** The record as it was read last. */
  seen: DeliveryRecord | undefined;
  /** It is about to send a request. */
  isPosting: boolean;
  /** It sent a request, whose commit has not been decided. */
  isInFlight: boolean;
  /** It sent its commit as a message, and is not acked. */
  isCarried: boolean;
  /**
   * It sent a first message on to another pool, and the record that names that one is not decided.
   */
  isHandedOver: boolean;
}

/** Bury drops what comes once more. */
const MOST_BURIALS = 2;

/** What the checks must know beside the ledger. */
export interface LedgerContext {
  readonly attemptsOfPolicy: number;
  /** The delay between two attempts, in milliseconds, where the receiver asks for none. */
  readonly plainMs: number;
  /** How long a function lives at most. */
  readonly longestMs: number;
  /** Whether requests are counted against the bound. */
  readonly checksBound: boolean;
  /** Faults so far that a delivery may have met with; a resend counts two. */
  readonly faults: (id: string) => number;
  readonly now: () => number;
  readonly skewMs: number;
  readonly recordOf: (id: string) => DeliveryRecord | undefined;
  /**
   * Whether a message with this id is in the deliveries queue or its redrive queue, or one that
   * brings its commit.
   */
  readonly isQueued: (messageId: string) => boolean;
  /** Whether a message brings a commit of it that is not written yet. */
  readonly hasCommit: (id: string, record: DeliveryRecord | undefined) => boolean;
  /** Whether an event message or a first message of it is there. */
  readonly hasFirstMessage: (id: string) => boolean;
  /** Whether the sweep looks at the lane of a webhook. */
  readonly isListed: (webhookId: string) => boolean;
  /** Whether any message of a delivery is there. */
  readonly hasMessage: (id: string) => boolean;
}

/**
 * Keeps count of every delivery, and says what went wrong: the safety half of section 3 of the
 * protocol.
 */
export class Ledger {
  readonly entries = new Map<string, LedgerEntry>();
  readonly handlings = new Set<Handling>();
  /** The first thing that went wrong. */
  violation: string | undefined;
  /** Told of every record that a repair wrote, with what it was before. */
  onRepaired: (id: string, before: DeliveryRecord | undefined) => void = () => undefined;
  /** The queues were lost, and what was at work then may not have ended. */
  isUnsettled = false;
  /** A resend is being written now. */
  isResending = false;
  /** A repair is writing now. */
  isRepairing = false;
  readonly #context: LedgerContext;
  /**
   * When the last request began that failed since the breaker closed, and when it did, by webhook.
   */
  readonly #probes = new Map<
    string,
    { readonly failedAtMs: number; readonly closedAtMs: number }
  >();

  constructor(context: LedgerContext) {
    this.#context = context;
  }

  /** A delivery was promised: its event was accepted. */
  accept(id: string, webhookId: string): void {
    if (!this.entries.has(id)) {
      this.entries.set(id, {
        id,
        webhookId,
        posts: 0,
        attempts: 0,
        base: 0,
        isEnded: false,
        needsNotice: false,
        isResent: false,
        isLost: this.isUnsettled,
        get isSettled() {
          return this.isEnded && !this.needsNotice;
        },
      });
    }
  }

  /** A request was answered, and not with success; it began then. */
  failed(id: string, startedAtMs: number): void {
    const { webhookId } = this.#entry(id);
    const { failedAtMs = 0, closedAtMs = 0 } = this.#probes.get(webhookId) ?? {};
    this.#probes.set(webhookId, { failedAtMs: Math.max(startedAtMs, failedAtMs), closedAtMs });
  }

  /** The receiver of a webhook is down no more. */
  closed(webhookId: string): void {
    this.#probes.set(webhookId, { failedAtMs: 0, closedAtMs: this.#context.now() });
  }

  /** A request reaches the receiver. */
  posted(handling: Handling): void {
    const entry = this.#entry(handling.id);
    entry.posts += 1;
    handling.isPosting = false;
    handling.isInFlight = true;
    const record = this.#context.recordOf(handling.id);
    const { seen } = handling;
    if (record?.dispatch !== seen?.dispatch || record?.status !== seen?.status) {
      return; // Overtaken since it was read: the bound takes care of that.
    }
    if (record === undefined) {
      if (entry.isEnded) {
        this.report(handling.id, "attempt after the terminal state (its record is gone)");
      }
      return;
    }
    if (isTerminal(record)) {
      this.report(handling.id, "attempt after the terminal state");
      return;
    }
    const lateByMs = this.#context.now() - (record.nextAttemptAtMs ?? 0);
    if (lateByMs < -this.#context.skewMs) {
      this.report(handling.id, `attempted EARLY by ${-lateByMs} ms`);
    }
  }

  /** The table took a write. */
  wrote(id: string, before: DeliveryRecord | undefined, after: DeliveryRecord | undefined): void {
    const entry = this.#entry(id);
    if (after === undefined) {
      return; // TTL.
    }
    if (before !== undefined && isTerminal(before) && !this.isResending) {
      this.report(id, `terminal state CHANGED from ${before.status} to ${after.status}`);
    }
    if (before !== undefined && after.dispatch < before.dispatch) {
      this.report(id, "dispatch went back");
    }
    this.#checkUnsent(entry, before, after);
    if (after.attempts > (before?.attempts ?? 0)) entry.isResent = false;
    if (this.isResending) entry.isResent = true;
    entry.attempts += after.attempts - (before?.attempts ?? 0);
    entry.isEnded = isTerminal(after);
    entry.needsNotice = after.status === "dropped" && after.dropReason !== "cancelled";
    if (this.isResending) {
      entry.base = entry.attempts;
    }
    if (this.isRepairing) {
      this.found(id);
      this.onRepaired(id, before);
    }
    if ((after.burials ?? 0) > MOST_BURIALS) {
      this.report(id, "put off by bury AGAIN and again");
    }
    if (after.dropReason === "unprocessable" && before?.dropReason !== "unprocessable") {
      this.#buried(id);
    }
  }

  /** People were told. */
  noticed(id: string): void {
    const entry = this.#entry(id);
    entry.needsNotice = false;
  }

  /** The queues lost all messages. */
  loseAll(): void {
    this.isUnsettled = true;
    for (const entry of this.entries.values()) entry.isLost = !entry.isSettled;
  }

  /** A repair did what it takes: from now on it must be carried again. */
  found(id: string): void {
    this.#entry(id).isLost = false;
  }

  /** Everything that must hold at every moment. */
  check(): void {
    for (const entry of this.entries.values()) {
      const record = this.#context.recordOf(entry.id);
      this.#checkCounts(entry, record);
      this.#checkCarried(entry, record);
    }
  }

  report(id: string, what: string): void {
    this.violation ??= `${id}: ${what}`;
  }

  #checkCounts(entry: LedgerEntry, record: DeliveryRecord | undefined): void {
    const { attemptsOfPolicy, checksBound, faults } = this.#context;
    if (entry.attempts - entry.base > attemptsOfPolicy) {
      this.report(entry.id, "attempts committed beyond the policy");
    }
    if (!checksBound) {
      return;
    }
    let inFlight = this.#context.hasCommit(entry.id, record) ? 1 : 0;
    let posting = 0;
    for (const handling of this.handlings) {
      if (handling.id === entry.id) {
        inFlight += handling.isInFlight ? 1 : 0;
        posting += handling.isPosting ? 1 : 0;
      }
    }
    const extra = entry.posts - entry.attempts - inFlight;
    const atOnce = posting + inFlight;
    if (extra <= 0 && atOnce <= 1) {
      return;
    }
    const met = faults(entry.id);
    if (extra > met) {
      this.report(entry.id, `${extra} requests more than commits, by ${met} faults`);
    }
    if (atOnce > 1 + met) {
      this.report(entry.id, `${atOnce} attempts at once, by ${met} faults`);
    }
  }

  #checkCarried(entry: LedgerEntry, record: DeliveryRecord | undefined): void {
    if (entry.isLost) {
      return;
    }
    const { isQueued, hasFirstMessage, isListed, hasMessage } = this.#context;
    if (record === undefined) {
      if (!entry.isEnded && !hasFirstMessage(entry.id)) {
        this.report(entry.id, "LOST: no record, and nothing will make one");
      }
    } else if (record.status === "queued" && !isQueued(record.carrier)) {
      this.report(entry.id, `LOST: its carrier ${record.carrier} does not exist`);
    } else if (record.status === "parked" && !isListed(entry.webhookId) && !hasMessage(entry.id)) {
      this.report(entry.id, "LOST: parked without a message, where the sweep does not look");
    } else if (entry.needsNotice && !isQueued(record.carrier)) {
      this.report(entry.id, "dropped WITHOUT NOTICE");
    }
  }

  /** What is parked unsent, or dropped without its last attempts, since its receiver is down. */
  #checkUnsent(
    entry: LedgerEntry,
    before: DeliveryRecord | undefined,
    after: DeliveryRecord,
  ): void {
    const { attemptsOfPolicy, plainMs, longestMs, now, skewMs } = this.#context;
    const { acceptedAtMs, attempts, scheduleFrom, endsAtMs } = after;
    const isSet = endsAtMs !== undefined && endsAtMs !== before?.endsAtMs;
    const isDropped = after.dropReason === "receiver_down" && before?.dropReason === undefined;
    if (!isSet && !isDropped) return;
    if (entry.isResent) this.report(entry.id, "a RESEND is not attempted");
    if (attempts > (before?.attempts ?? 0)) this.report(entry.id, "attempt NEVER MADE");
    const leftMs = (attemptsOfPolicy - 1 - (attempts - scheduleFrom)) * plainMs;
    const leastMs = before?.endsAtMs ?? (before?.nextAttemptAtMs ?? acceptedAtMs) + leftMs;
    if (isSet && endsAtMs < leastMs - skewMs) this.report(entry.id, "its schedule ENDS EARLY");
    if (!isDropped) return;
    if (now() < leastMs - skewMs) this.report(entry.id, "dropped BEFORE ITS END");
    const { failedAtMs = 0, closedAtMs = 0 } = this.#probes.get(entry.webhookId) ?? {};
    // Who decided it may have read the breaker before that closed.
    if (failedAtMs < acceptedAtMs - skewMs && now() - closedAtMs > longestMs) {
      this.report(entry.id, "dropped though NO PROBE failed");
    }
  }

  #buried(id: string): void {
    if (this.#context.faults(id) < this.buryAllowedFrom) {
      this.report(id, "a healthy delivery was BURIED");
    }
  }

  /** Wasted receives that it takes to bury a delivery: at least so many faults. */
  buryAllowedFrom = 1;

  #entry(id: string): LedgerEntry {
    const entry = this.entries.get(id);
    if (entry === undefined) {
      throw new Error(`${id} was never accepted`);
    }
    return entry;
  }
}
