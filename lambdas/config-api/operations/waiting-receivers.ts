import { defined } from "../../shared/domain/defined.ts";
import {
  type DeliveryRecord,
  isTerminal,
  type LastOutcome,
} from "../../shared/domain/delivery-record.ts";
import type { DeliveryKey } from "../../shared/domain/identifiers.ts";
import type { Lane, LaneOwner } from "../../shared/domain/lane.ts";
import type { Limit } from "../../shared/domain/rate-limit.ts";
import type { WebhookStatus } from "../../shared/domain/webhook.ts";
import type { LaneIndex, LaneList, LaneWebhooks } from "../../shared/waiting/lane-ports.ts";
import { LAST_MS } from "../http/time-range.ts";

/** Lanes read for a page: five queries each, up to 2,000 entries in all, some 40 read units. */
const MOST_LANES = 20;
/** Records of each lane that tell why and since when: those of all lanes are one BatchGetItem. */
const RECORDS_OF_LANE = 4;
/** The longest delay of SQS: what a lane has handed to the queue waits there so long at most. */
const QUEUED_MS = 900_000;

/** A receiver with deliveries that wait. */
export interface WaitingReceiver extends LaneOwner {
  /** `deleted`: what waits is dropped at its next attempt. */
  readonly webhookStatus: WebhookStatus | "deleted";
  /** What its webhook allows; absent where nothing limits requests. */
  readonly limit?: Limit;
  /** Deliveries that wait in the lane: so many as one page of it shows, up to 2,000. */
  readonly parked: number;
  readonly isMore: boolean;
  readonly nextAttemptAtMs?: number;
  /** Of the deliveries looked at, four at most: when the oldest was accepted. */
  readonly oldestAcceptedAtMs?: number;
  /** Likewise: the most attempts, and what came of the last ones, each once. */
  readonly attempts?: number;
  readonly lastOutcomes: readonly LastOutcome[];
  /** Last park, or last time that the lane looked for what is due. */
  readonly laneUsedAtMs: number;
}

/** Some of the receivers; `next` is where to go on, absent at the end. */
export interface WaitingPage {
  readonly receivers: readonly WaitingReceiver[];
  /** Webhook id. */
  readonly next?: string;
}

/** What finding receivers that wait needs. */
export interface WaitingPorts {
  readonly lanes: Pick<LaneList, "list"> & {
    find(webhookId: string): Promise<Lane | undefined>;
  };
  readonly laneIndex: Pick<LaneIndex, "due">;
  readonly laneWebhooks: LaneWebhooks;
  readonly deliveries: { record(key: DeliveryKey): Promise<DeliveryRecord | undefined> };
}

/** What lies in one lane. */
interface Contents {
  readonly lane: Lane;
  readonly parked: readonly (DeliveryKey & { readonly nextAttemptAtMs: number })[];
  readonly isMore: boolean;
}

/**
 * Receivers of all tenants with deliveries that wait, by the list of lanes that the sweep goes by:
 * at most 101 queries, 100 items by key in two requests, and 20 reads of a webhook's status. A lane
 * that nothing waits in is left out, unless it was used within the longest delay of the queue: what
 * it handed over may wait there.
 */
export async function waitingReceivers(
  ports: WaitingPorts,
  after: string | undefined,
  limit: number,
  nowMs: number,
): Promise<WaitingPage> {
  const { owners, next } = await ports.lanes.list(after, Math.min(limit, MOST_LANES));
  const looks = await Promise.all(owners.map((owner) => look(ports, owner)));
  const waiting = looks
    .filter((contents) => contents !== undefined)
    .filter(({ lane, parked }) => parked.length > 0 || usedAtMs(lane) > nowMs - QUEUED_MS);
  const receivers = await Promise.all(waiting.map((contents) => explain(ports, contents)));
  return { receivers, ...defined({ next }) };
}

async function look(
  { lanes, laneIndex }: WaitingPorts,
  { webhookId }: LaneOwner,
): Promise<Contents | undefined> {
  const [lane, { parked, next }] = await Promise.all([
    lanes.find(webhookId),
    laneIndex.due(webhookId, LAST_MS, undefined),
  ]);
  return lane && { lane, parked, isMore: next !== undefined };
}

async function explain(
  { laneWebhooks, deliveries }: WaitingPorts,
  { lane, parked, isMore }: Contents,
): Promise<WaitingReceiver> {
  const { webhookId, application, environment } = lane;
  const [webhook, ...read] = await Promise.all([
    laneWebhooks.find(lane),
    ...spread(parked).map((key) => deliveries.record(key)),
  ]);
  // Some may have ended since: the index is a moment behind.
  const records = read
    .filter((record) => record !== undefined)
    .filter((record) => !isTerminal(record));
  const [first] = parked;
  return {
    application,
    environment,
    webhookId,
    webhookStatus: webhook?.status ?? "deleted",
    parked: parked.length,
    isMore,
    ...defined({ limit: webhook?.limit, nextAttemptAtMs: first?.nextAttemptAtMs }),
    ...(records.length > 0 && {
      oldestAcceptedAtMs: Math.min(...records.map(({ acceptedAtMs }) => acceptedAtMs)),
      attempts: Math.max(...records.map(({ attempts }) => attempts)),
    }),
    lastOutcomes: [...new Set(records.flatMap(({ lastOutcome }) => lastOutcome ?? []))],
    laneUsedAtMs: usedAtMs(lane),
  };
}

/** The first, the last and some in between: those due last have mostly waited longest. */
function spread<Element>(elements: readonly Element[]): Element[] {
  if (elements.length <= RECORDS_OF_LANE) return [...elements];
  const step = (elements.length - 1) / (RECORDS_OF_LANE - 1);
  return Array.from(
    { length: RECORDS_OF_LANE },
    (_, index) => elements[Math.round(index * step)] as Element,
  );
}

function usedAtMs({ parkedAtMs, wokenAtMs }: Lane): number {
  return Math.max(parkedAtMs, wokenAtMs);
}
