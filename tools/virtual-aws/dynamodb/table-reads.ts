import type {
  BatchGetItemInput,
  GetItemInput,
  KeysAndAttributes,
  QueryInput,
  ScanInput,
} from "@aws-sdk/client-dynamodb";

import type { Item, ItemKey } from "../../../lambdas/shared/dynamodb/attributes.ts";
import { throttled, validationFailed } from "./dynamodb-errors.ts";
import { readCondition } from "./expression.ts";
import { kindOf } from "./item-kind.ts";
import { itemBytes, readUnitsOf } from "./item-size.ts";
import { EVERYTHING, keyConditionOf } from "./key-condition.ts";
import { bindingsOf } from "./placeholders.ts";
import { projectionOf, type Projection } from "./projection.ts";
import type { Segment, ViewPage } from "./table-view.ts";
import { keyIn, type VirtualTables } from "./tables.ts";
import { makeReader, type Read } from "./tokens.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MOST_KEYS = 100;
const MOST_BATCH_BYTES = 16 * 1024 * 1024;
/** So many items fit whatever their size. */
const MOST_SURE_TO_FIT = 40;

const filterOf = makeReader(readCondition);

/** @throws ProvisionedThroughputExceededException */
export function getItem(tables: VirtualTables, input: GetItemInput): object {
  const projection = input.ProjectionExpression && projectionOf(input.ProjectionExpression);
  const bindings = bindingsOf(input, [projection || undefined]);
  const read = readOne(tables, "GetItem", input.TableName, keyIn(input.Key), input.ConsistentRead);
  if (read === "throttled") throw throttled();
  if (read === undefined) return {};
  return { Item: projection ? projection.result(read, bindings) : read };
}

/**
 * Keys that there is no room for come back unprocessed.
 * @throws ProvisionedThroughputExceededException when those are all
 */
export function batchGet(tables: VirtualTables, { RequestItems = {} }: BatchGetItemInput): object {
  const Responses: Record<string, Item[]> = {};
  const UnprocessedKeys: Record<string, KeysAndAttributes> = {};
  let [asked, left, bytes] = [0, 0, 0];
  for (const [name, request] of Object.entries(RequestItems)) {
    const { Keys = [], ProjectionExpression, ConsistentRead } = request;
    const projection =
      ProjectionExpression === undefined ? undefined : projectionOf(ProjectionExpression);
    const bindings = bindingsOf(request, [projection]);
    const found: Item[] = (Responses[name] = []);
    const unread: Item[] = [];
    checkDistinct(Keys);
    for (const given of Keys) {
      const key = keyIn(given);
      const item =
        bytes > MOST_BATCH_BYTES
          ? "throttled"
          : readOne(tables, "BatchGetItem", name, key, ConsistentRead);
      if (item === "throttled") unread.push(given);
      else if (item !== undefined) {
        if (Keys.length > MOST_SURE_TO_FIT) bytes += itemBytes(item);
        found.push(projection === undefined ? item : projection.result(item, bindings));
      }
    }
    asked += Keys.length;
    left += unread.length;
    if (unread.length > 0) UnprocessedKeys[name] = { ...request, Keys: unread };
  }
  if (asked > MOST_KEYS)
    throw validationFailed("Too many items requested for the BatchGetItem call");
  if (asked > 0 && left === asked) throw throttled();
  return { Responses, UnprocessedKeys };
}

function checkDistinct(keys: readonly Item[]): void {
  if (keys.length < 2) return;
  const names = new Set(keys.map(({ pk, sk }) => `${pk?.S}\n${sk?.S}`));
  if (names.size < keys.length) {
    throw validationFailed("Provided list of item keys contains duplicates");
  }
}

/** A page of one partition. @throws ProvisionedThroughputExceededException */
export function query(tables: VirtualTables, input: QueryInput): object {
  const { TableName, IndexName: index, ConsistentRead = false, Select } = input;
  const condition = keyConditionOf(input.KeyConditionExpression ?? "");
  const { filter, projection } = expressionsOf(input);
  const bindings = bindingsOf(input, [condition, filter, projection]);
  const view = tables.table(TableName).view(index, ConsistentRead);
  const [partitionKey, partition] = condition.result.partition(bindings);
  const [sortKey, range] = condition.result.sort?.(bindings) ?? [
    view.definition.sortKey,
    EVERYTHING,
  ];
  if (partitionKey !== view.definition.partitionKey || sortKey !== view.definition.sortKey) {
    throw validationFailed(
      `${partitionKey} and ${sortKey} are not the keys of ${index ?? TableName}`,
    );
  }
  const page = view.query({
    partition,
    range,
    limit: limitOf(input),
    startKey: input.ExclusiveStartKey,
    isDescending: input.ScanIndexForward === false,
  });
  const call = `Query ${index ?? "webhooks"}: ${Select === "COUNT" ? "whether any" : "entries"}`;
  const access = { table: TableName ?? "", index, partitionKey: partition };
  const unitsOf = () => readUnitsOf(bytesOf(page), ConsistentRead);
  if (!tables.capacity.read(call, access, unitsOf)) throw throttled();
  return pageOf(page, { filter, projection }, bindings, Select === "COUNT");
}

/** A page of everything, or of one segment. @throws ProvisionedThroughputExceededException */
export function scan(tables: VirtualTables, input: ScanInput): object {
  const { TableName, IndexName: index, ConsistentRead = false } = input;
  const expressions = expressionsOf(input);
  const bindings = bindingsOf(input, [expressions.filter, expressions.projection]);
  const view = tables.table(TableName).view(index, ConsistentRead);
  const page = view.scan(limitOf(input), input.ExclusiveStartKey, segmentOf(input));
  const access = { table: TableName ?? "", index, partitionKey: "" };
  const unitsOf = () => readUnitsOf(bytesOf(page), ConsistentRead);
  if (!tables.capacity.read(`Scan ${TableName}`, access, unitsOf)) throw throttled();
  return pageOf(page, expressions, bindings, input.Select === "COUNT");
}

interface Expressions {
  readonly filter: Read<ReturnType<typeof readCondition>> | undefined;
  readonly projection: Read<Projection> | undefined;
}

function expressionsOf(input: QueryInput | ScanInput): Expressions {
  const { FilterExpression: filter, ProjectionExpression: projection } = input;
  return {
    filter: filter === undefined ? undefined : filterOf(filter),
    projection: projection === undefined ? undefined : projectionOf(projection),
  };
}

function limitOf({ Limit = Infinity }: QueryInput | ScanInput): number {
  if (Limit < 1) throw validationFailed("Limit must be at least 1");
  return Limit;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html */
const MOST_SEGMENTS = 1_000_000;

function segmentOf({ Segment: index, TotalSegments: total }: ScanInput): Segment | undefined {
  if (index === undefined && total === undefined) return undefined;
  if (index === undefined || total === undefined) {
    throw validationFailed("Segment and TotalSegments are given both, or none");
  }
  if (total < 1 || total > MOST_SEGMENTS || index < 0 || index >= total) {
    throw validationFailed(`there is no segment ${index} of ${total}`);
  }
  return { index, total };
}

function bytesOf({ entries }: ViewPage): number {
  return entries.reduce((sum, entry) => sum + itemBytes(entry), 0);
}

/** The filter is applied to what was read, and paid for. */
function pageOf(
  { entries, last }: ViewPage,
  { filter, projection }: Expressions,
  bindings: ReturnType<typeof bindingsOf>,
  isCount: boolean,
): object {
  const found =
    filter === undefined ? entries : entries.filter((entry) => filter.result(entry, bindings));
  const items =
    projection === undefined ? found : found.map((entry) => projection.result(entry, bindings));
  return {
    Count: found.length,
    ScannedCount: entries.length,
    ...(!isCount && { Items: items }),
    ...(last !== undefined && { LastEvaluatedKey: last }),
  };
}

function readOne(
  tables: VirtualTables,
  verb: string,
  name: string | undefined,
  key: ItemKey,
  isConsistent = false,
): Item | undefined | "throttled" {
  const table = tables.table(name);
  const item = table.get(key, isConsistent);
  if (tables.capacity.isEndless) return item;
  const access = { table: table.name, index: undefined, partitionKey: key.pk.S };
  const unitsOf = () => readUnitsOf(item === undefined ? 0 : itemBytes(item), isConsistent);
  return tables.capacity.read(`${verb} ${kindOf(key)}`, access, unitsOf) ? item : "throttled";
}
