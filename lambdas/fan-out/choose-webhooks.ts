import { callbackWebhookIdOf } from "../shared/domain/callback-webhook.ts";
import type { EventEntry } from "../shared/domain/event-entry.ts";
import {
  type CompiledFilter,
  matchesFilter,
  UNREAD_FILTER,
} from "../shared/domain/event-filter.ts";
import { isSpent, type StepBudget, stepBudget } from "../shared/domain/step-budget.ts";
import type { Tenant } from "../shared/domain/tenant.ts";
import { wantsType, type Webhook } from "../shared/domain/webhook.ts";

/** What the fan-out must know of a webhook. */
export interface Subscriber extends Pick<Webhook, "id" | "version" | "events" | "status"> {
  /** Only events whose payload matches; absent: all. */
  readonly filter?: CompiledFilter;
}

/** The configuration of a tenant, as of the last change that the config API answered. */
export interface TenantSubscribers {
  /** Grows with every change of a webhook or event type. */
  readonly revision: number;
  readonly subscribers: readonly Subscriber[];
}

/** The webhooks of a tenant. */
export interface Subscribers {
  /** @returns `undefined` when there is no such application */
  of(tenant: Tenant): Promise<TenantSubscribers | undefined>;
}

/** The webhooks that get an event, in their order. */
export interface Choice {
  readonly chosen: readonly Subscriber[];
  /** Those whose filters took more steps or room than they had: they get the event to be sure. */
  readonly unfiltered: readonly string[];
}

/**
 * The webhooks that get an event: those that want it or, of a notification's callback, the hidden
 * one of its URL's origin.
 * @param budget of all filters together
 * @returns `undefined` when that hidden one is not there
 */
export function chooseWebhooks(
  entry: Pick<EventEntry, "type" | "payloadValue" | "callbackUrl">,
  tenant: Tenant,
  subscribers: readonly Subscriber[],
  budget: StepBudget,
): Choice | undefined {
  const { type, payloadValue, callbackUrl } = entry;
  if (callbackUrl === undefined) {
    const interested = subscribers.filter((webhook) => wantsType(webhook, type));
    return filtered(interested, payloadValue, budget);
  }
  const id = callbackWebhookIdOf(tenant, new URL(callbackUrl).origin);
  const hidden = subscribers.find((webhook) => webhook.id === id);
  return hidden === undefined ? undefined : { chosen: [hidden], unfiltered: [] };
}

/**
 * Those without a filter, and those whose filter matches. The filters share the budget in rounds,
 * each an equal part of what is left: a costly one starves no other, whatever their order, and
 * comes again as long as its part grows.
 */
function filtered(interested: readonly Subscriber[], payload: unknown, budget: StepBudget): Choice {
  const unread = interested.filter(({ filter }) => filter === UNREAD_FILTER);
  let open = interested.filter(({ filter }) => filter !== undefined && filter !== UNREAD_FILTER);
  const refused = new Set<Subscriber>();
  for (let before = 0; open.length > 0;) {
    const part = Math.floor(budget.left / open.length);
    if (part <= before) break;
    before = part;
    open = open.filter((webhook) => {
      const share = stepBudget(part);
      const isMatch = webhook.filter === undefined || matchesFilter(webhook.filter, payload, share);
      if (!isMatch) refused.add(webhook);
      budget.left -= part - Math.max(0, share.left);
      return isSpent(share);
    });
  }
  return {
    chosen: interested.filter((webhook) => !refused.has(webhook)),
    unfiltered: [...open, ...unread].map(({ id }) => id),
  };
}
