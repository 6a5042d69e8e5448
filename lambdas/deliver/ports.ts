import type { MadeAttempt, RenderBody } from "../shared/attempt/make-attempt.ts";
import type { ReadyWebhooks } from "../shared/attempt/ready-webhooks.ts";
import type { CarriedCommit } from "../shared/domain/carried-commit.ts";
import type { CertificateState } from "../shared/domain/client-identity.ts";
import type { CarriedEvent, DeliveryMessage } from "../shared/domain/delivery-message.ts";
import type {
  Attempt,
  DeliveryIdentity,
  DeliveryRecord,
} from "../shared/domain/delivery-record.ts";
import type { DeliveryKey } from "../shared/domain/identifiers.ts";
import type { LaneOwner } from "../shared/domain/lane.ts";
import type { Pool } from "../shared/domain/pool.ts";
import type { Standing } from "../shared/domain/standing.ts";
import type { WaitingConstants } from "../shared/domain/waiting.ts";
import type { RequestSender } from "../shared/http/http-sender.ts";
import type {
  CarriedCommitSender,
  CarriedEvents,
  DeliveryRecords,
  DeliverySender,
  DropNotices,
} from "../shared/waiting/delivery-ports.ts";
import type { EnsureLane } from "../shared/waiting/ensure-lane.ts";
import type { PoolOf } from "../shared/waiting/pool-of.ts";
import type { Release } from "../shared/waiting/release.ts";
import type { Hand } from "../shared/waiting/write-carried.ts";
import type { Guard, GuardOf } from "./breakers.ts";
import type { Limits, Slot } from "./limit.ts";

/** A message of the deliveries queue as this invocation received it. */
export type Received = ReceivedDelivery | ReceivedCommit;

/** One that may make an attempt. */
export interface ReceivedDelivery extends Receipt {
  readonly message: DeliveryMessage;
}

/** One that brings the commit of an attempt made before. */
interface ReceivedCommit extends Receipt {
  readonly carried: CarriedCommit;
}

interface Receipt {
  readonly messageId: string;
  readonly receiptHandle: string;
  /** `ApproximateReceiveCount`: 1 at the first receive. */
  readonly receiveCount: number;
}

/** Brings a received message back later. */
export interface MessageVisibility {
  change(receiptHandle: string, seconds: number): Promise<void>;
}

/** How the webhook of one message is served. */
export interface Serving {
  /** Which pool serves it: as read at D1, or as its attempt has turned it since. */
  pool(): Pool;
  /** Makes an attempt and judges the receiver by its duration; all is written before this ends. */
  watch(endpoint: string, attempt: () => Promise<MadeAttempt>): Promise<WatchedAttempt>;
}

/** An attempt, and what it told of its receiver. */
export interface WatchedAttempt {
  readonly made: MadeAttempt;
  /** What the webhook turned to, if this attempt turned it slow and nobody else's did. */
  readonly turned?: Standing | undefined;
}

/**
 * Tells people, and a tenant, that one of its webhooks turned slow. As well as can be: never
 * throws.
 * @param eventType of the delivery that turned it
 */
export type TellSlow = (owner: LaneOwner, standing: Standing, eventType: string) => Promise<void>;

/** The pools, as a function sees them that is of one. */
export interface Pools {
  /** The one that this function is of. */
  readonly own: Pool;
  enter(owner: LaneOwner): Promise<Serving>;
}

/** What is measured and logged. Never throws. */
export interface DeliverReport {
  /**
   * An attempt ended; whether its commit was written is not known yet.
   * @param certificate state of the webhook's client certificate, where it has one
   */
  attempted(identity: DeliveryIdentity, attempt: Attempt, certificate?: CertificateState): void;
  /** A commit was written that puts the delivery off without an attempt. */
  deferred(): void;
  /** A commit could not be written in time, and goes on as a message; `error` is why. */
  carried(identity: DeliveryIdentity, error: unknown): void;
  /** A commit was written that ends an attempt or the delivery; `record` is what stands now. */
  committed(record: DeliveryRecord, nowMs: number): void;
}

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
  readonly pools: Pools;
  readonly poolOf: PoolOf;
  readonly messages: Readonly<Record<Pool, DeliverySender>>;
  readonly guardOf: GuardOf;
  readonly release: Readonly<Record<Pool, Release>>;
  readonly ensureLane: EnsureLane;
  readonly limits: Limits;
  readonly tellSlow: TellSlow;
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
export interface Work extends ReceivedDelivery {
  readonly key: DeliveryKey;
  readonly event: CarriedEvent | undefined;
  readonly serving: Serving;
  readonly guard: Guard;
  readonly hand: Hand;
  /** What it took of its webhook's limits. */
  readonly slots: Slot[];
}
