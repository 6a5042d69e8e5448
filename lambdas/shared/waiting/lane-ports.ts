import type { Lane, LaneOwner } from "../domain/lane.ts";
import type { Limit } from "../domain/rate-limit.ts";
import type { WebhookStatus } from "../domain/webhook.ts";
import type { WriteResult } from "./delivery-ports.ts";
import type { Parked } from "./release.ts";

/** The lane items. Reads are strongly consistent. */
export interface LaneItems {
  read(webhookId: string): Promise<Lane | undefined>;
  /** E2: next generation, `opening`, if the item is still as `seen`. */
  open(owner: LaneOwner, seen: Lane | undefined, nowMs: number): Promise<WriteResult>;
  /** E3: notes a park, unless the lane was closed or is of another generation. */
  touch(webhookId: string, generation: number, nowMs: number): Promise<WriteResult>;
}

/** The lane items as those see them who wake a lane. */
export interface LaneCalls extends Pick<LaneItems, "read"> {
  /**
   * W2: next generation, `opening` and called, if the lane is of this generation, open and asleep.
   */
  supersede(webhookId: string, generation: number, nowMs: number): Promise<WriteResult>;
  /** W3: called, if the lane is of this generation, open and awake. */
  call(webhookId: string, generation: number, nowMs: number): Promise<WriteResult>;
}

/** Notes that something is or will be parked in a lane nobody ensures: the sweep looks there. */
export interface LaneNotes {
  /** Makes the lane item, closed, if there is none; the last park is now. */
  note(owner: LaneOwner, nowMs: number): Promise<void>;
}

/** Starts the execution of a lane. */
export interface LaneExecutions {
  /** E4. `started` also if that execution runs already; `already_ended` if its name is used up. */
  start(webhookId: string, generation: number): Promise<"started" | "already_ended">;
}

/** The last delivery of a page, under one key of a lane. */
export interface LanePageEnd {
  readonly eventId: string;
  readonly nextAttemptAtMs: number;
}

/**
 * Where the next page of a lane begins: behind the last delivery of each key under which more may
 * be left. That of the first key, the webhook's id, stands by itself, as versions before have it.
 * Small, since it travels through the execution.
 */
export interface LanePage extends Partial<LanePageEnd> {
  /** Of the other keys. */
  readonly keys?: Readonly<Record<string, LanePageEnd>>;
}

/** Which part of what waits. */
export interface LaneSample {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly newestFirst: boolean;
  /** Of each key. */
  readonly most: number;
}

/** What waits in a lane, by due time. Eventually consistent, as every index is. */
export interface LaneIndex {
  /** L2: a page due by then (inclusive), each key's longest due first; `next` if more may come. */
  due(
    webhookId: string,
    untilMs: number,
    after: LanePage | undefined,
  ): Promise<{ readonly parked: readonly Parked[]; readonly next: LanePage | undefined }>;
  /** Some of what is due in a span, ends included: so many a key, longest due or newest. */
  some(webhookId: string, sample: LaneSample): Promise<readonly Parked[]>;
  /** L4: whether anything waits, whenever it is due. */
  holdsAny(webhookId: string): Promise<boolean>;
  /** S1: when the first of all that waits is due; `undefined` when nothing waits. */
  firstDueMs(webhookId: string): Promise<number | undefined>;
}

/** What became of a wake, with the lane as it stands: `undefined` when there is no such lane. */
export type Wake =
  | { readonly result: "written"; readonly lane: Lane }
  | { readonly result: "refused"; readonly lane: Lane | undefined };

/** The conditional writes of a lane's execution. */
export interface LaneHeartbeats {
  /** L1: `open`, awake, heartbeat now, if the lane is of this generation and not closed. */
  wake(webhookId: string, generation: number, nowMs: number): Promise<Wake>;
  /** L5: `closed` if the lane is open, of this generation, last parked before `parkedBeforeMs`. */
  close(webhookId: string, generation: number, parkedBeforeMs: number): Promise<WriteResult>;
  /** L6: next generation, `opening`, if the lane is of this generation and open. */
  restart(webhookId: string, generation: number, nowMs: number): Promise<WriteResult>;
  /**
   * L7: asleep since the wake of `wokenAtMs`, if the lane is of this generation, open, and was not
   * called.
   * @param sleepsUntilMs noted where that is sooner than usual
   */
  rest(
    webhookId: string,
    generation: number,
    wokenAtMs: number,
    sleepsUntilMs?: number,
  ): Promise<WriteResult>;
  /** L7, refused: not called any more, if the lane is of this generation and open. */
  answer(webhookId: string, generation: number): Promise<WriteResult>;
}

/** What a lane asks of its webhook. */
export interface LaneWebhook {
  readonly status: WebhookStatus;
  readonly version: number;
  /** What it allows; absent where nothing limits requests. */
  readonly limit?: Limit;
}

/** The webhooks of lanes, strongly consistent. */
export interface LaneWebhooks {
  /** @returns `undefined` when the webhook was deleted */
  find(owner: LaneOwner): Promise<LaneWebhook | undefined>;
}

/** One page of the list of lanes. */
export interface LaneListPage {
  readonly owners: readonly LaneOwner[];
  /** Entries that could not be read. */
  readonly unreadable: number;
  /** Webhook id of the last lane of the page, when more may be left. */
  readonly next: string | undefined;
}

/** The list of all lanes, for the sweep: whatever waits is in one of them or has a message. */
export interface LaneList {
  /**
   * One page of those behind `after`, whether that one is still there or not; in an order that
   * stays the same.
   * @param most lanes of the page @default - as many as the list gives at a time
   */
  list(after: string | undefined, most?: number): Promise<LaneListPage>;
  /** The last park or wake, as it was a moment ago; `undefined` when there is no such lane. */
  lastUsedMs(webhookId: string): Promise<number | undefined>;
  /** S2: removes the lane, if its last park and its last wake were before then. */
  remove(webhookId: string, usedBeforeMs: number): Promise<WriteResult>;
}
