import type {
  RejectedEventReader,
  RejectedShardPage,
} from "../../../lambdas/config-api/rejected-events/list-rejected.ts";
import type { KeepRejectedPorts } from "../../../lambdas/fan-out/keep-rejected.ts";
import {
  compareRejected,
  type RejectedEvent,
  rejectedOwnerKey,
} from "../../../lambdas/shared/domain/rejected-event.ts";
import { shardKey, shardKeys } from "../../../lambdas/shared/domain/shard.ts";

/** The lists of rejected events as fan-out writes them and the API reads them. */
export type RejectedEventStores = KeepRejectedPorts["store"] & RejectedEventReader;

/** The lists of rejected events in memory. */
export function makeMemoryRejectedEvents(): RejectedEventStores {
  const shards = new Map<string, Map<string, RejectedEvent>>();

  function page(shard: string, isWanted: (event: RejectedEvent) => boolean, most: number) {
    const found = [...(shards.get(shard)?.values() ?? [])]
      .filter((event) => isWanted(event))
      .toSorted(compareRejected)
      .slice(0, most + 1);
    // As DynamoDB does: a full page has a next one, even when nothing is left for it.
    const upTo = found.length > most ? found.at(-1) : undefined;
    return { found, upTo };
  }

  return {
    async put(owner, event) {
      const key = shardKey(rejectedOwnerKey(owner), event.id);
      const shard = shards.get(key) ?? new Map<string, RejectedEvent>();
      const name = `${event.receivedAtMs}#${event.id}`;
      shards.set(key, shard.set(name, shard.get(name) ?? event));
    },
    async pages(owner, { fromMs, toMs, after }, most) {
      return shardKeys(rejectedOwnerKey(owner)).map((key): RejectedShardPage => {
        const { found, upTo } = page(
          key,
          (event) =>
            event.receivedAtMs >= fromMs &&
            event.receivedAtMs <= toMs &&
            (after === undefined || compareRejected(event, after) >= 0),
          most,
        );
        return {
          events: found.filter(
            (event) => after === undefined || compareRejected(event, after) !== 0,
          ),
          ...(upTo !== undefined && {
            upTo: { receivedAtMs: upTo.receivedAtMs, id: upTo.id },
          }),
        };
      });
    },
  };
}
