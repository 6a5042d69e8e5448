import type { Commit } from "./commit.ts";
import { parseDeliveryMessage, type DeliveryMessage } from "./delivery-message.ts";
import type { Attempt, DeliveryIdentity, DeliveryRecord } from "./delivery-record.ts";
import { isEnvironment } from "./tenant.ts";
import type { OtherTurn } from "./whose-turn.ts";

/**
 * The commit of an attempt that could not be written in time, as a message of the deliveries queue
 * (T of the delivery protocol). It never makes an attempt.
 */
export interface CarriedCommit extends Pick<
  DeliveryIdentity,
  "application" | "environment" | "eventType" | "acceptedAtMs"
> {
  readonly deliveryId: string;
  /** Of the record as the attempt found it; 0: there was none. */
  readonly dispatch: number;
  /** `messageId` of the message that made the attempt. */
  readonly me: string;
  /** Never a hold: a message that is gone holds nothing. */
  readonly commit: Commit;
  /** The attempt's own item; absent when it lies in the record. */
  readonly attempt?: Attempt;
  readonly endedAtMs: number;
}

/** Raised when a reader of the last version would misunderstand the body. */
const VERSION = 1;

/**
 * The body of the message. It has nothing that makes the body of another message: code that does
 * not know it leaves it in the queue.
 */
export function carriedCommitBody(carried: CarriedCommit): string {
  return JSON.stringify({ carriedCommit: { version: VERSION, ...carried } });
}

/** What a commit becomes when its message goes: a hold is a park that is released at once. */
export function asCarried(commit: Commit): Commit {
  return commit.kind === "hold" ? { ...commit, kind: "park" } : commit;
}

const KINDS: ReadonlySet<unknown> = new Set<Commit["kind"]>(["delivered", "park", "drop"]);

/** Reads a message body; `undefined` when it is no carried commit, or one of another version. */
function parseCarriedCommit(body: string): CarriedCommit | undefined {
  let value: { carriedCommit?: Partial<CarriedCommit> & { version?: unknown } } | null;
  try {
    value = JSON.parse(body) as typeof value;
  } catch {
    return undefined;
  }
  const carried = value?.carriedCommit;
  if (carried === undefined || carried === null || carried.version !== VERSION) return undefined;
  const { version: _version, ...known } = carried;
  return typeof known.deliveryId === "string" &&
    typeof known.dispatch === "number" &&
    typeof known.me === "string" &&
    typeof known.application === "string" &&
    isEnvironment(known.environment) &&
    typeof known.eventType === "string" &&
    typeof known.acceptedAtMs === "number" &&
    typeof known.endedAtMs === "number" &&
    KINDS.has(known.commit?.kind)
    ? (known as CarriedCommit)
    : undefined;
}

/** What a message of the deliveries queue is. */
export type QueueMessage =
  | { readonly message: DeliveryMessage }
  | { readonly carried: CarriedCommit };

/** Reads a message body; `undefined` when it is not one of ours. */
export function parseQueueMessage(body: string): QueueMessage | undefined {
  const message = parseDeliveryMessage(body);
  if (message !== undefined) return { message };
  const carried = parseCarriedCommit(body);
  return carried === undefined ? undefined : { carried };
}

/** Which delivery a message body is of; `undefined` when it is not one of ours. */
export function deliveryIdIn(body: string): string | undefined {
  const read = parseQueueMessage(body);
  if (read === undefined) return undefined;
  return "message" in read ? read.message.deliveryId : read.carried.deliveryId;
}

/** What a carried commit has to do, given the record: the table of T3 in the delivery protocol. */
export type CarriedTurn =
  /** It is not written yet, as far as the record tells. */
  | { readonly turn: "commit" }
  /** It, or another copy's, was written before; and the message that holds the delivery is gone. */
  | { readonly turn: "take_over"; readonly record: DeliveryRecord }
  | OtherTurn;

const COMMIT: CarriedTurn = { turn: "commit" };
const FINISHED: CarriedTurn = { turn: "finished" };

/**
 * Decides by the record alone, as for any message.
 * @param me the `messageId` of the carried commit itself
 */
export function turnOfCarried(
  record: DeliveryRecord | undefined,
  carried: Pick<CarriedCommit, "dispatch" | "me" | "commit">,
  me: string,
): CarriedTurn {
  if (record === undefined) {
    return carried.dispatch === 0 ? COMMIT : FINISHED;
  }
  const { status, carrier, dispatch } = record;
  if (status === "delivered" || status === "dropped") {
    const isOurs = carrier === me || carrier === carried.me;
    return status === "dropped" && isOurs ? { turn: "notice_again", record } : FINISHED;
  }
  const isHeld = status === "queued" && carrier === carried.me;
  const isAsSeen = dispatch === carried.dispatch && (isHeld || status === "parked");
  if (isAsSeen || carried.commit.kind === "delivered") {
    return COMMIT;
  }
  if (status === "parked") {
    return { turn: "wake_lane", record };
  }
  return isHeld ? { turn: "take_over", record } : FINISHED;
}
