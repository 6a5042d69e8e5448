import type { Lane } from "../../../shared/domain/lane.ts";
import { freeFromMs } from "../../../shared/domain/rate-limit.ts";
import { limitOf, type Webhook, type WebhookLimits } from "../../../shared/domain/webhook.ts";
import { inGroups } from "../../../shared/runtime/in-groups.ts";
import type { LaneIndex } from "../../../shared/waiting/lane-ports.ts";
import type { RateLimits } from "../../../shared/waiting/limit-ports.ts";

/** Webhooks asked at once: each may take five queries. */
const AT_ONCE = 20;

/** What finding out takes. */
export interface LimitedPorts {
  readonly lanes: { find(webhookId: string): Promise<Lane | undefined> };
  readonly laneIndex: Pick<LaneIndex, "firstDueMs">;
  readonly limiters: Pick<RateLimits, "read">;
  /** The limits of webhooks that set none. */
  readonly defaultLimits: WebhookLimits;
}

/** A limit's effect on a webhook now: held back since, in epoch milliseconds, where known. */
export interface Limited {
  readonly sinceMs: number | undefined;
}

/** Which of these webhooks are limited, by id. */
export type FindLimited = (
  webhooks: readonly Webhook[],
  nowMs: number,
) => Promise<ReadonlyMap<string, Limited>>;

/**
 * Asks those alone that have limits, a tenant's thousand at most: the lane, which what a limit
 * keeps back waits in, due; and the limiter, since at less than one a second a lane hands over what
 * has its slot within a quarter of an hour. Two items each, read a hundred at a time, and five
 * queries where a lane is open.
 */
export function makeFindLimited(ports: LimitedPorts): FindLimited {
  const { lanes, laneIndex, limiters, defaultLimits } = ports;

  async function firstDueMs({ id }: Webhook): Promise<number | undefined> {
    const lane = await lanes.find(id);
    return lane === undefined || lane.state === "closed" ? undefined : laneIndex.firstDueMs(id);
  }

  async function isTaken({ id, config }: Webhook, nowMs: number): Promise<boolean> {
    const { perSecond } = limitOf(config, defaultLimits) ?? {};
    if (perSecond === undefined) return false;
    return freeFromMs(await limiters.read(id), perSecond, nowMs) > nowMs;
  }

  async function look(webhook: Webhook, nowMs: number): Promise<[string, Limited][]> {
    const [dueMs, taken] = await Promise.all([firstDueMs(webhook), isTaken(webhook, nowMs)]);
    const sinceMs = dueMs !== undefined && dueMs <= nowMs ? dueMs : undefined;
    return sinceMs === undefined && !taken ? [] : [[webhook.id, { sinceMs }]];
  }

  return async (webhooks, nowMs) => {
    const asked = webhooks.filter(
      ({ status, config }) => status === "enabled" && limitOf(config, defaultLimits) !== undefined,
    );
    return new Map((await inGroups(asked, AT_ONCE, (webhook) => look(webhook, nowMs))).flat());
  };
}
