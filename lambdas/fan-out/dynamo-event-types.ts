import type { CheckPayload } from "../shared/domain/event-type.ts";
import { tenantKey } from "../shared/domain/tenant.ts";
import type { ReadItem } from "../shared/dynamodb/dynamo-batch-reader.ts";
import {
  eventTypeItemKey,
  readEventTypeItem,
  ownPayloadChecker,
} from "../shared/dynamodb/event-type-item.ts";
import { makeReadCache } from "../shared/memory/read-cache.ts";
import { isOperationalType } from "../shared/profiles/operational-types.ts";
import type { EventTypes, KnownEventType } from "./fan-out-one.ts";

/** Own event types a warm function remembers, with checkers; also names that were none. */
const MOST_EVENT_TYPES = 500;

/**
 * Built-in event types, and those of each tenant: read by key, all of a batch in one request, and
 * remembered until the tenant's revision, which every change of one raises, is another.
 */
export function makeDynamoEventTypes(options: {
  /** Reads the webhooks table. */
  readonly readItem: ReadItem;
  readonly builtIn: (name: string) => CheckPayload | undefined;
}): EventTypes {
  const { readItem, builtIn } = options;
  const remembered = makeReadCache<KnownEventType | undefined>(MOST_EVENT_TYPES);

  return {
    async find(tenant, name, revision) {
      const check = builtIn(name);
      // A tenant may have had a type of its own before Ringback told of itself by the same name:
      // its events go on.
      if (check !== undefined && !isOperationalType(name)) return { check };
      return remembered.load(`${tenantKey(tenant)}#${name} ${revision}`, async () => {
        const item = await readItem(eventTypeItemKey(tenant, name));
        if (item === undefined) return check && { check };
        const own = readEventTypeItem(tenant, item);
        const { mandatory, selectable } = own.attributes;
        // Without attributes there is nothing to select: what need not travel with each event costs
        // nothing.
        const hasAttributes = mandatory.length + selectable.length > 0;
        return {
          check: ownPayloadChecker(own),
          ...(hasAttributes && { attributes: own.attributes }),
        };
      });
    },
  };
}
