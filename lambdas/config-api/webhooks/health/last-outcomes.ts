import * as z from "zod";

import { defined } from "../../../shared/domain/defined.ts";
import type { Attempt, DeliveryRecord } from "../../../shared/domain/delivery-record.ts";
import { deliveryIdOf } from "../../../shared/domain/identifiers.ts";
import { plainDelaySeconds } from "../../../shared/domain/retry-policy.ts";
import { isSameTenant } from "../../../shared/domain/tenant.ts";
import type { Webhook } from "../../../shared/domain/webhook.ts";
import { profileOf } from "../../../shared/profiles/profiles.ts";
import { type DeliveryReader, shardsIn } from "../../deliveries/delivery-reader.ts";
import { failureOut, showAttempt } from "../../deliveries/delivery-schemas.ts";
import { mergeNewestFirst } from "../../deliveries/merge-newest-first.ts";
import { take } from "../../deliveries/take.ts";
import { timeOut, timeText } from "../../http/fields.ts";
import { LAST_MS } from "../../http/time-range.ts";

/** Deliveries looked at at a time: one BatchGetItem. */
const LOOKED_AT = 100;
/** Of them so many are asked for their attempts, a query each. */
const MOST_EXPLAINED = 4;

const lastSuccessOut = z.object({ at: timeOut, delivery_id: z.string() }).meta({
  description:
    "The last delivery that ended with a 2xx, of the hundred that were accepted last; while the receiver is down, or recovers, also of the hundred before that. Absent: of these none. In the answer to a read of this webhook alone.",
});

const lastFailureOut = z
  .object({
    at: timeOut,
    delivery_id: z.string(),
    status: z.number().optional().meta({ description: "HTTP status; absent when no answer came." }),
    error: failureOut.optional(),
  })
  .meta({ description: "The last attempt of these that failed, likewise." });

/** The members of a webhook's answer. */
export const lastOutcomesOut = {
  last_success: lastSuccessOut.optional(),
  last_failure: lastFailureOut.optional(),
};

/** They as they are shown. */
export interface LastOutcomes {
  readonly last_success?: z.output<typeof lastSuccessOut>;
  readonly last_failure?: z.output<typeof lastFailureOut>;
}

/** What reading them needs. */
export interface LastOutcomePorts {
  readonly deliveries: Pick<DeliveryReader, "list" | "record" | "attempts">;
}

/**
 * What a webhook's receiver said last, by its history, which is in the order of acceptance: a
 * delivery that was accepted long ago, and attempted just now, may be left out. Some 13 requests,
 * twice as many while it is down.
 * @param downSinceMs the receiver is down, or recovers, since then: what was accepted before is
 *   looked at, too
 */
export async function readLastOutcomes(
  { deliveries }: LastOutcomePorts,
  webhook: Webhook,
  downSinceMs: number | undefined,
): Promise<LastOutcomes> {
  const found = await newest(deliveries, webhook, LAST_MS);
  if (downSinceMs !== undefined && !tellsBoth(found)) {
    found.push(...(await newest(deliveries, webhook, downSinceMs)));
  }
  const success = latest(found.filter(isDelivered), ({ settledAtMs = 0 }) => settledAtMs);
  const failure = await lastFailure(deliveries, webhook, found);
  return {
    ...(success?.settledAtMs !== undefined && {
      last_success: { at: timeText(success.settledAtMs), delivery_id: deliveryIdOf(success) },
    }),
    ...(failure && { last_failure: failure }),
  };
}

/** The records last accepted until a time, without those of which no attempt has ended. */
async function newest(
  deliveries: LastOutcomePorts["deliveries"],
  webhook: Webhook,
  toMs: number,
): Promise<DeliveryRecord[]> {
  const shards = shardsIn("history", webhook.id);
  const pageSize = Math.ceil((2 * LOOKED_AT) / shards.length);
  const lists = shards.map((shard) => deliveries.list(shard, { fromMs: 0, toMs }, pageSize));
  const listed = await take(mergeNewestFirst(lists), LOOKED_AT);
  const records = await Promise.all(listed.map((key) => deliveries.record(key)));
  return records
    .filter((record) => record !== undefined)
    .filter((record) => isSameTenant(record, webhook) && record.attempts > 0);
}

async function lastFailure(
  deliveries: LastOutcomePorts["deliveries"],
  webhook: Webhook,
  found: readonly DeliveryRecord[],
): Promise<LastOutcomes["last_failure"]> {
  const likely = found
    .filter(hasFailed)
    .toSorted((one, other) => failedAboutMs(other, webhook) - failedAboutMs(one, webhook))
    .slice(0, MOST_EXPLAINED);
  const failures = await Promise.all(
    likely.map(async (key) => {
      const attempts = (await deliveries.attempts(key)).filter(
        ({ verdict }) => verdict !== "succeeded",
      );
      const attempt = latest(attempts, endedAtMs);
      return attempt === undefined ? [] : [{ key, attempt }];
    }),
  );
  const last = latest(failures.flat(), ({ attempt }) => endedAtMs(attempt));
  if (last === undefined) return undefined;
  const { status, error } = showAttempt(last.attempt);
  return {
    at: timeText(endedAtMs(last.attempt)),
    delivery_id: deliveryIdOf(last.key),
    ...defined({ status, error }),
  };
}

/** About when its last attempt failed: before the delay that it, or its success, waited for. */
function failedAboutMs(record: DeliveryRecord, webhook: Webhook): number {
  const { status, settledAtMs = 0, nextAttemptAtMs = 0, acceptedAtMs } = record;
  if (status === "dropped") return settledAtMs;
  const [attempts, toMs] = isDelivered(record)
    ? [record.attempts - 1, settledAtMs]
    : [record.attempts, nextAttemptAtMs];
  const { retry } = profileOf(webhook);
  const delayMs = plainDelaySeconds(retry, Math.max(1, attempts - record.scheduleFrom)) * 1000;
  return Math.max(acceptedAtMs, toMs - delayMs);
}

function tellsBoth(found: readonly DeliveryRecord[]): boolean {
  return found.some(isDelivered) && found.some(hasFailed);
}

function isDelivered({ status }: DeliveryRecord): boolean {
  return status === "delivered";
}

function hasFailed(record: DeliveryRecord): boolean {
  return !isDelivered(record) || record.attempts > 1;
}

function endedAtMs({ startedAtMs, durationMs }: Attempt): number {
  return startedAtMs + durationMs;
}

function latest<Element>(
  elements: readonly Element[],
  timeOf: (element: Element) => number,
): Element | undefined {
  return elements.toSorted((one, other) => timeOf(other) - timeOf(one))[0];
}
