import { type DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";

import { makeApiKeyStore } from "../../lambdas/config-api/api-keys/api-key-store.ts";
import type { ApiKeyStore } from "../../lambdas/config-api/api-keys/create-api-key.ts";
import type { ApplicationStore } from "../../lambdas/config-api/applications/manage-applications.ts";
import { makeDeliveryHistory } from "../../lambdas/config-api/deliveries/delivery-history.ts";
import type { DeliveryReader } from "../../lambdas/config-api/deliveries/delivery-reader.ts";
import type { EventTypeStore } from "../../lambdas/config-api/event-types/event-type-ports.ts";
import { makeEventTypeStore } from "../../lambdas/config-api/event-types/event-type-store.ts";
import { makeIdempotencyStore } from "../../lambdas/config-api/idempotency/idempotency-store.ts";
import type { IdempotencyStore } from "../../lambdas/config-api/idempotency/idempotent.ts";
import { makeDynamoDayTallies } from "../../lambdas/config-api/operations/compose-view.ts";
import type { DayTallies } from "../../lambdas/config-api/operations/counted-ends.ts";
import { makePortalLinkStore } from "../../lambdas/config-api/portal-links/portal-link-store.ts";
import type { PortalLinkStore } from "../../lambdas/config-api/portal-links/portal-link.ts";
import { makeDeliverySampler } from "../../lambdas/config-api/statistics/delivery-sampler.ts";
import type { DeliverySampler } from "../../lambdas/config-api/statistics/statistics-ports.ts";
import type {
  LegacySecrets,
  WebhookStore,
} from "../../lambdas/config-api/webhooks/webhook-ports.ts";
import { makeWebhookStore } from "../../lambdas/config-api/webhooks/webhook-store.ts";
import { makeBatchScope } from "../../lambdas/shared/aws-client/batch-calls.ts";
import type { AcceptedEvent } from "../../lambdas/shared/domain/accepted-event.ts";
import type { Attempt, DeliveryRecord } from "../../lambdas/shared/domain/delivery-record.ts";
import type { DeliveryKey } from "../../lambdas/shared/domain/identifiers.ts";
import type { LaneOwner } from "../../lambdas/shared/domain/lane.ts";
import type { Standing } from "../../lambdas/shared/domain/standing.ts";
import type { Tenant } from "../../lambdas/shared/domain/tenant.ts";
import { makeApplicationStore } from "../../lambdas/shared/dynamodb/application-store.ts";
import { type Item, numberOf } from "../../lambdas/shared/dynamodb/attributes.ts";
import {
  writeAttemptItem,
  writeDeliveryItem,
} from "../../lambdas/shared/dynamodb/delivery-item.ts";
import { makeItemReader } from "../../lambdas/shared/dynamodb/dynamo-batch-reader.ts";
import { writeEventItem } from "../../lambdas/shared/dynamodb/dynamo-events.ts";
import { makeDynamoStandings } from "../../lambdas/shared/dynamodb/dynamo-standings.ts";
import {
  type CountMark,
  makeDynamoTallyMarks,
} from "../../lambdas/shared/dynamodb/dynamo-tally-marks.ts";
import { environmentItemKey } from "../../lambdas/shared/dynamodb/environment-item.ts";
import { makeLegacySecretStore } from "../../lambdas/shared/dynamodb/legacy-secret-store.ts";
import type { StoredTally } from "../../lambdas/shared/dynamodb/tally-item.ts";
import type { OpenTallies } from "../../lambdas/tally/close-tallies.ts";
import { makeDynamoOpenTallies } from "../../lambdas/tally/dynamo-open-tallies.ts";

/** The stores of the webhooks table. */
export interface ConfigurationStores {
  readonly applications: ApplicationStore;
  readonly apiKeys: ApiKeyStore;
  readonly portalLinks: PortalLinkStore;
  readonly webhooks: WebhookStore;
  readonly idempotency: IdempotencyStore;
  readonly legacySecrets: LegacySecrets;
  readonly eventTypes: EventTypeStore;
  /** Of a webhook: deliver goes by it. In the functions it lies in another table. */
  readonly standing: (owner: LaneOwner) => Promise<Standing | undefined>;
  /** The revision that the fan-out goes by; `undefined` when there is no such tenant. */
  readonly revision: (tenant: Tenant) => Promise<number | undefined>;
}

/** The deliveries table as its readers see it, and a way to fill it. */
export interface FilledHistory {
  readonly reader: DeliveryReader;
  readonly sampler: DeliverySampler;
  putEvent(event: AcceptedEvent): Promise<void>;
  putRecord(record: DeliveryRecord): Promise<void>;
  putAttempt(key: DeliveryKey, attempt: Attempt): Promise<void>;
}

/** What was counted, with the three ways to it. */
export interface TallyStores {
  readonly count: CountMark;
  readonly open: OpenTallies<StoredTally>;
  readonly days: DayTallies;
}

interface Table {
  readonly dynamodb: DynamoDBClient;
  readonly tableName: string;
}

/** The stores of a webhooks table in DynamoDB. */
export function openDynamoConfiguration(table: Table): ConfigurationStores {
  return {
    applications: makeApplicationStore(table),
    apiKeys: makeApiKeyStore(table),
    portalLinks: makePortalLinkStore(table),
    webhooks: makeWebhookStore({ ...table, standingsTableName: table.tableName }),
    idempotency: makeIdempotencyStore(table),
    legacySecrets: makeLegacySecretStore(table),
    eventTypes: makeEventTypeStore(table),
    async standing(owner) {
      const readItem = makeItemReader({ ...table, batch: makeBatchScope() });
      return makeDynamoStandings({ ...table, readItem }).read(owner);
    },
    async revision(tenant) {
      const { Item: item } = await table.dynamodb.send(
        new GetItemCommand({
          TableName: table.tableName,
          Key: { ...environmentItemKey(tenant) },
          ConsistentRead: true,
        }),
      );
      return item === undefined ? undefined : numberOf(item, "revision");
    },
  };
}

/**
 * A deliveries table in DynamoDB as its readers see it, filled with the items that the pipeline
 * writes.
 */
export function openDynamoHistory(table: Table, now: () => number = Date.now): FilledHistory {
  const put = async (item: Item): Promise<void> => {
    await table.dynamodb.send(new PutItemCommand({ TableName: table.tableName, Item: item }));
  };
  return {
    putEvent: (event) => put(writeEventItem(event)),
    putRecord: (record) => put(writeDeliveryItem(record)),
    putAttempt: (key, attempt) => put(writeAttemptItem(key, attempt)),
    reader: makeDeliveryHistory({
      ...table,
      readItem: makeItemReader({ ...table, batch: makeBatchScope() }),
      now,
    }),
    sampler: makeDeliverySampler({ ...table, now }),
  };
}

/** Tallies in DynamoDB. */
export function openDynamoTallies(
  table: Table,
  options: { readonly spanMs: number; readonly now: () => number; readonly pageSize?: number },
): TallyStores {
  const { spanMs, now, ...paging } = options;
  const log = {
    error(message: string, thrown: unknown) {
      throw new Error(message, { cause: thrown });
    },
  };
  return {
    count: makeDynamoTallyMarks({ ...table, spanMs, batch: makeBatchScope(), log, now }),
    open: makeDynamoOpenTallies({ ...table, ...paging }),
    days: makeDynamoDayTallies(table),
  };
}
