import { laneKeysOf } from "../domain/lane-keys.ts";
import type { LanePage, LanePageEnd } from "../waiting/lane-ports.ts";
import { type Item, numberOf, numberValue, textOf } from "./attributes.ts";
import { deliveryItemKey } from "./delivery-item.ts";

/** Where to read under one key. */
export interface KeyStart {
  readonly lane: string;
  readonly limit: number;
  readonly startKey: Item | undefined;
}

/** Where a page begins: under each key, or behind the ends of the last page. */
export function startsOf(
  webhookId: string,
  after: LanePage | undefined,
  pageSize: number,
): KeyStart[] {
  const [first, ...others] = laneKeysOf(webhookId);
  const shares = [
    { lane: first, limit: pageSize, end: endOf(after) },
    ...others.map((lane) => ({
      lane,
      limit: Math.ceil(pageSize / others.length),
      end: after?.keys?.[lane],
    })),
  ];
  return shares
    .filter(({ end }) => after === undefined || end !== undefined)
    .map(({ end, lane, limit }) => ({
      lane,
      limit,
      startKey: end && startKeyOf(webhookId, lane, end),
    }));
}

/** The end of the first key. */
function endOf({ eventId, nextAttemptAtMs }: LanePage = {}): LanePageEnd | undefined {
  return eventId === undefined || nextAttemptAtMs === undefined
    ? undefined
    : { eventId, nextAttemptAtMs };
}

/** The page behind these ends, if there are any. */
export function nextPage(webhookId: string, lastKeys: readonly Item[]): LanePage | undefined {
  if (lastKeys.length === 0) return undefined;
  const ends = new Map(lastKeys.map((key) => [textOf(key, "lane"), pageEndOf(key)]));
  const first = ends.get(webhookId);
  ends.delete(webhookId);
  return { ...first, ...(ends.size > 0 && { keys: Object.fromEntries(ends) }) };
}

function pageEndOf(key: Item): LanePageEnd {
  return { eventId: textOf(key, "pk"), nextAttemptAtMs: numberOf(key, "nextAttemptAt") };
}

function startKeyOf(
  webhookId: string,
  lane: string,
  { eventId, nextAttemptAtMs }: LanePageEnd,
): Item {
  return {
    ...deliveryItemKey({ eventId, webhookId }),
    lane: { S: lane },
    nextAttemptAt: numberValue(nextAttemptAtMs),
  };
}
