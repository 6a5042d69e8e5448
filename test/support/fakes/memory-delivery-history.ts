import type {
  AcceptedEvent,
  DeliveryReader,
  DeliveryShard,
} from "../../../lambdas/config-api/deliveries/delivery-reader.ts";
import type { DeliverySampler } from "../../../lambdas/config-api/statistics/statistics-ports.ts";
import { retentionEndSeconds } from "../../../lambdas/shared/adapters/delivery-item.ts";
import type { Attempt, DeliveryRecord } from "../../../lambdas/shared/domain/delivery-record.ts";
import { type DeliveryKey, deliveryIdOf } from "../../../lambdas/shared/domain/identifiers.ts";
import { shardKey } from "../../../lambdas/shared/domain/shard.ts";
import { tenantKey } from "../../../lambdas/shared/domain/tenant.ts";

/** The deliveries table as its readers see it, and a way to fill it. */
export interface FilledHistory {
  readonly reader: DeliveryReader;
  readonly sampler: DeliverySampler;
  putEvent(event: AcceptedEvent): Promise<void>;
  putRecord(record: DeliveryRecord): Promise<void>;
  putAttempt(key: DeliveryKey, attempt: Attempt): Promise<void>;
}

/**
 * The deliveries table in memory.
 * @param pageRows rows that a page of an index holds
 */
export function makeMemoryHistory(now: () => number, pageRows = 9000): FilledHistory {
  const events = new Map<string, AcceptedEvent>();
  const records = new Map<string, DeliveryRecord>();
  const attempts = new Map<string, Map<string, Attempt>>();
  const isAlive = ({ expiresAtSeconds }: DeliveryRecord) =>
    expiresAtSeconds === undefined || expiresAtSeconds * 1000 > now();

  async function attemptsOf(key: DeliveryKey): Promise<Attempt[]> {
    return [...(attempts.get(deliveryIdOf(key)) ?? new Map<string, Attempt>())]
      .filter(([, { startedAtMs }]) => retentionEndSeconds(startedAtMs) * 1000 > now())
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([, attempt]) => attempt);
  }

  return {
    async putEvent(event) {
      events.set(event.id, event);
    },
    async putRecord(record) {
      records.set(deliveryIdOf(record), record);
    },
    async putAttempt(key, attempt) {
      const own = attempts.get(deliveryIdOf(key)) ?? new Map<string, Attempt>();
      const name = `${String(attempt.number).padStart(4, "0")}#${attempt.startedAtMs}`;
      attempts.set(deliveryIdOf(key), own.set(name, attempt));
    },
    reader: {
      async *list(shard, { fromMs, toMs }, pageSize) {
        const found = [...records.values()]
          .filter((record) => indexKeyOf(record, shard) === shard.key)
          .filter(({ acceptedAtMs }) => acceptedAtMs >= fromMs && acceptedAtMs <= toMs)
          .toSorted((one, other) => other.acceptedAtMs - one.acceptedAtMs)
          .map(({ eventId, webhookId, acceptedAtMs }) => ({ eventId, webhookId, acceptedAtMs }));
        for (let start = 0; start < found.length; start += pageSize) {
          yield found.slice(start, start + pageSize);
        }
      },
      async record(key) {
        const record = records.get(deliveryIdOf(key));
        return record !== undefined && isAlive(record) ? record : undefined;
      },
      event: async (id) => events.get(id),
      attempts: attemptsOf,
    },
    sampler: {
      async rows({ shardKey: wanted, fromMs, toMs, newestFirst = false, most = pageRows, ids }) {
        const direction = newestFirst ? -1 : 1;
        const found = [...records.values()]
          .filter(({ webhookId, eventId }) => shardKey(webhookId, eventId) === wanted)
          .filter(({ acceptedAtMs }) => acceptedAtMs >= fromMs && acceptedAtMs <= toMs)
          .toSorted((one, other) => direction * (one.acceptedAtMs - other.acceptedAtMs));
        const page = found.slice(0, Math.min(most, pageRows));
        const last = page.at(-1);
        return {
          rows: page.length,
          ...(page.length < found.length && { reachedMs: last?.acceptedAtMs ?? fromMs }),
          given: page
            .filter(
              ({ eventId }) => ids === undefined || (eventId >= ids.from && eventId <= ids.to),
            )
            .map(({ eventId, webhookId, acceptedAtMs }) => ({ eventId, webhookId, acceptedAtMs })),
        };
      },
      async records(keys) {
        const found = keys
          .map((key) => records.get(deliveryIdOf(key)))
          .filter((record) => record !== undefined);
        return { records: found.filter((record) => isAlive(record)), unread: 0 };
      },
      async attemptMs(key) {
        const all = await attemptsOf(key);
        return all
          .toReversed()
          .slice(0, 100)
          .map(({ durationMs }) => durationMs);
      },
    },
  };
}

function indexKeyOf(record: DeliveryRecord, { index }: DeliveryShard): string | undefined {
  if (index === "history") return shardKey(record.webhookId, record.eventId);
  return record.status === "delivered" ? undefined : shardKey(tenantKey(record), record.eventId);
}
