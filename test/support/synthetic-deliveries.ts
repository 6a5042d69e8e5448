import type { DeliveryReader } from "../../lambdas/config-api/deliveries/delivery-reader.ts";
import { blankRecord, type DeliveryRecord } from "../../lambdas/shared/domain/delivery-record.ts";
import type { DeliveryKey } from "../../lambdas/shared/domain/identifiers.ts";
import { SHARD_COUNT } from "../../lambdas/shared/domain/shard.ts";
import type { Tenant } from "../../lambdas/shared/domain/tenant.ts";

/**
 * Deliveries of one webhook that nobody had to write: one a second, the newest, number 0, at
 * `newestAtMs`; every seventh was dropped.
 */
export function makeSyntheticDeliveries(of: {
  readonly tenant: Tenant;
  readonly webhookId: string;
  readonly count: number;
  readonly newestAtMs: number;
}): DeliveryReader {
  const { tenant, webhookId, count, newestAtMs } = of;
  const acceptedAtMs = (number: number) => newestAtMs - number * 1000;
  const keyOf = (number: number): DeliveryKey => ({
    eventId: `evt_${String(number).padStart(22, "0")}`,
    webhookId,
  });

  function recordOf(number: number): DeliveryRecord {
    const isDropped = number % 7 === 0;
    const record = {
      ...blankRecord({
        ...tenant,
        ...keyOf(number),
        eventType: "A",
        acceptedAtMs: acceptedAtMs(number),
      }),
      attempts: isDropped ? 6 : 1,
      settledAtMs: acceptedAtMs(number) + 100,
    };
    return isDropped
      ? { ...record, status: "dropped", dropReason: "attempts_spent", lastOutcome: "503" }
      : { ...record, status: "delivered", lastOutcome: "204" };
  }

  return {
    async *list({ key, index }, { fromMs, toMs }, pageSize) {
      const shard = Number(key.at(-1));
      let page = [];
      for (let number = shard; number < count; number += SHARD_COUNT) {
        const atMs = acceptedAtMs(number);
        if (atMs > toMs || (index === "undelivered" && number % 7 !== 0)) continue;
        if (atMs < fromMs) break;
        page.push({ ...keyOf(number), acceptedAtMs: atMs });
        if (page.length >= pageSize) {
          yield page;
          page = [];
        }
      }
      yield page;
    },
    record: async ({ eventId }) => recordOf(Number(eventId.slice("evt_".length))),
    event: async () => undefined,
    attempts: async () => [],
  };
}
