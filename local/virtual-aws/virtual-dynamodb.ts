import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type BatchStatementRequest,
  type BatchStatementResponse,
  type Update,
} from "@aws-sdk/client-dynamodb";

import type { Item, ItemKey } from "../../lambdas/shared/adapters/delivery-item.ts";
import type { Meter } from "../simulate/cost/usage.ts";
import type { Bindings, Condition } from "./expression.ts";
import { itemBytes, readUnitsOf } from "./item-size.ts";
import { LATENCY_MS } from "./latencies.ts";
import type { VirtualClock } from "./virtual-clock.ts";
import type { VirtualTable, WriteUnits } from "./virtual-table.ts";
import { changeOf, conditionOf, statementOf, type Change } from "./write-action.ts";

/** Sort keys tell what an item is. */
const KINDS: readonly (readonly [prefix: string, kind: string])[] = [
  ["event", "event"],
  ["d#", "delivery"],
  ["a#", "attempt"],
  ["lane", "lane"],
  ["span#", "tally"],
  ["webhook#", "webhook"],
  ["environment", "revision"],
];

/** A write with its condition. */
interface ConditionalWrite {
  readonly table: VirtualTable;
  readonly key: ItemKey;
  readonly condition: Condition;
  readonly change: Change;
  readonly bindings: Bindings;
  /** `UPDATE`, `PutItem` …: how the meter calls it. */
  readonly verb: string;
}

type WriteOutcome =
  | { readonly ok: true; readonly item: Item }
  | { readonly ok: false; readonly item: Item | undefined };

/** DynamoDB as the functions use it, in memory: one thing after the other, nothing throttled, indexes without lag. */
export class VirtualDynamoDb {
  readonly #tables: ReadonlyMap<string, VirtualTable>;
  readonly #meter: Meter;
  readonly #clock: VirtualClock;

  constructor(tables: readonly VirtualTable[], meter: Meter, clock: VirtualClock) {
    this.#tables = new Map(tables.map((table) => [table.name, table]));
    this.#meter = meter;
    this.#clock = clock;
  }

  /**
   * Answers a command of the SDK.
   * @throws ConditionalCheckFailedException, TransactionCanceledException as DynamoDB does
   */
  async send(command: unknown): Promise<object> {
    if (command instanceof BatchGetItemCommand) return this.#batchGet(command);
    if (command instanceof GetItemCommand) return this.#get(command);
    if (command instanceof QueryCommand) return this.#query(command);
    await this.#clock.pass(LATENCY_MS.dynamodbWrite);
    if (command instanceof BatchExecuteStatementCommand) {
      return { Responses: (command.input.Statements ?? []).map((one) => this.#statement(one)) };
    }
    if (command instanceof UpdateItemCommand) return this.#update(command);
    if (command instanceof PutItemCommand) return this.#put(command);
    if (command instanceof DeleteItemCommand) return this.#delete(command);
    if (command instanceof TransactWriteItemsCommand) return this.#transact(command);
    throw new Error(`no virtual DynamoDB answers ${command?.constructor.name}`);
  }

  async #batchGet({ input }: BatchGetItemCommand): Promise<object> {
    await this.#clock.pass(LATENCY_MS.dynamodbRead);
    const Responses: Record<string, Item[]> = {};
    for (const [name, { Keys = [], ConsistentRead = false }] of Object.entries(
      input.RequestItems ?? {},
    )) {
      const items = Keys.map((key) => this.#read("BatchGetItem", name, keyOf(key), ConsistentRead));
      Responses[name] = items.filter((item) => item !== undefined);
    }
    return { Responses, UnprocessedKeys: {} };
  }

  async #get({ input }: GetItemCommand): Promise<object> {
    await this.#clock.pass(LATENCY_MS.dynamodbRead);
    const { TableName, Key, ConsistentRead = false } = input;
    const item = this.#read("GetItem", TableName, keyOf(Key), ConsistentRead);
    return item === undefined ? {} : { Item: item };
  }

  #read(
    verb: string,
    name: string | undefined,
    key: ItemKey,
    isConsistent: boolean,
  ): Item | undefined {
    const item = this.#table(name).get(key);
    const readUnits = readUnitsOf(item === undefined ? 0 : itemBytes(item), isConsistent);
    this.#meter.add(`${verb} ${kindOf(key)}`, { readUnits });
    return item;
  }

  async #query({ input }: QueryCommand): Promise<object> {
    await this.#clock.pass(LATENCY_MS.dynamodbRead);
    const { TableName, IndexName, KeyConditionExpression, ExclusiveStartKey, Limit, Select } =
      input;
    const bindings = {
      names: input.ExpressionAttributeNames,
      values: input.ExpressionAttributeValues,
    };
    const condition = conditionOf(KeyConditionExpression);
    // Every key condition of ours begins with the partition: `pk = :tenant …`.
    const [, placeholder = ""] = /^\S+ = (:\w+)/u.exec(KeyConditionExpression ?? "") ?? [];
    const { entries, bytes, last } = this.#table(TableName).query({
      index: IndexName,
      partition: bindings.values?.[placeholder]?.S ?? "",
      matches: (entry) => condition(entry, bindings),
      limit: Limit ?? Infinity,
      startKey: ExclusiveStartKey,
    });
    const of = Select === "COUNT" ? "whether any" : "entries";
    this.#meter.add(`Query ${IndexName ?? "webhooks"}: ${of}`, {
      readUnits: readUnitsOf(bytes, input.ConsistentRead ?? false),
    });
    return {
      Count: entries.length,
      ...(Select === "COUNT" ? {} : { Items: entries }),
      ...(last === undefined ? {} : { LastEvaluatedKey: last }),
    };
  }

  #statement({
    Statement = "",
    Parameters: parameters = [],
  }: BatchStatementRequest): BatchStatementResponse {
    const statement = statementOf(Statement);
    const table = this.#table(statement.table);
    if (statement.kind === "update") {
      const { change, condition } = statement;
      const bindings = { parameters };
      const key = statement.keyOf(bindings);
      const { ok } = this.#write({ table, key, condition, change, bindings, verb: "UPDATE" });
      return ok ? { TableName: table.name } : failed("ConditionalCheckFailed");
    }
    const item: Item = {};
    for (const [index, name] of statement.names.entries()) {
      const value = parameters[index];
      if (value !== undefined) item[name] = value;
    }
    const { ok } = this.#write({
      table,
      key: keyOf(item),
      condition: (before) => before === undefined,
      change: () => item,
      bindings: {},
      verb: "INSERT",
    });
    return ok ? { TableName: table.name } : failed("DuplicateItem");
  }

  #update({ input }: UpdateItemCommand): object {
    const outcome = this.#write(this.#updateOf(input, "UpdateItem"));
    if (!outcome.ok) throw conditionFailed(outcome.item, input.ReturnValuesOnConditionCheckFailure);
    return input.ReturnValues === "ALL_NEW" ? { Attributes: outcome.item } : {};
  }

  #put({ input }: PutItemCommand): object {
    const outcome = this.#write({
      table: this.#table(input.TableName),
      key: keyOf(input.Item),
      condition: conditionOf(input.ConditionExpression),
      change: () => input.Item ?? {},
      bindings: { names: input.ExpressionAttributeNames, values: input.ExpressionAttributeValues },
      verb: "PutItem",
    });
    if (!outcome.ok) throw conditionFailed(outcome.item, input.ReturnValuesOnConditionCheckFailure);
    return {};
  }

  #delete({ input }: DeleteItemCommand): object {
    const table = this.#table(input.TableName);
    const key = keyOf(input.Key);
    const condition = conditionOf(input.ConditionExpression);
    const call = `DeleteItem ${kindOf(key)}`;
    if (!condition(table.get(key), { values: input.ExpressionAttributeValues })) {
      this.#meter.add(`${call}, refused`, { writeUnits: table.refusedUnits(key) });
      throw conditionFailed(undefined, undefined);
    }
    this.#count(call, table.remove(key));
    return {};
  }

  /** Updates only: all or none. Each costs twice. */
  #transact({ input }: TransactWriteItemsCommand): object {
    const writes = (input.TransactItems ?? []).map(({ Update: update }) => {
      if (update === undefined)
        throw new Error("no virtual DynamoDB transacts anything but updates");
      return this.#updateOf(update, "TransactWriteItems");
    });
    const held = writes.map(({ table, key, condition, bindings }) =>
      condition(table.get(key), bindings),
    );
    if (held.includes(false)) {
      throw new TransactionCanceledException({
        $metadata: {},
        message: "transaction cancelled",
        CancellationReasons: held.map((ok) => ({ Code: ok ? "None" : "ConditionalCheckFailed" })),
      });
    }
    for (const write of writes) {
      this.#write(write);
      this.#write({ ...write, change: (before) => before, condition: () => true });
    }
    return {};
  }

  #updateOf(input: Partial<Update>, verb: string): ConditionalWrite {
    return {
      table: this.#table(input.TableName),
      key: keyOf(input.Key),
      condition: conditionOf(input.ConditionExpression),
      change: changeOf(input.UpdateExpression ?? ""),
      bindings: { names: input.ExpressionAttributeNames, values: input.ExpressionAttributeValues },
      verb,
    };
  }

  #write({ table, key, condition, change, bindings, verb }: ConditionalWrite): WriteOutcome {
    const before = table.get(key);
    const call = `${verb} ${kindOf(key)}`;
    if (!condition(before, bindings)) {
      this.#meter.add(`${call}, refused`, { writeUnits: table.refusedUnits(key) });
      return { ok: false, item: before };
    }
    const item = change(before ?? { ...key }, bindings);
    this.#count(call, table.put(item));
    return { ok: true, item };
  }

  #count(call: string, { table, indexes }: WriteUnits): void {
    this.#meter.add(call, { writeUnits: table });
    for (const [index, writeUnits] of Object.entries(indexes)) {
      this.#meter.add(`${call}: index ${index}`, { writeUnits });
    }
  }

  #table(name: string | undefined): VirtualTable {
    const table = this.#tables.get(name ?? "");
    if (table === undefined) throw new Error(`there is no table ${name}`);
    return table;
  }
}

function keyOf(item: Item | undefined): ItemKey {
  return { pk: { S: item?.["pk"]?.S ?? "" }, sk: { S: item?.["sk"]?.S ?? "" } };
}

function kindOf({ sk }: ItemKey): string {
  return KINDS.find(([prefix]) => sk.S.startsWith(prefix))?.[1] ?? "item";
}

function failed(code: "ConditionalCheckFailed" | "DuplicateItem"): BatchStatementResponse {
  return { Error: { Code: code, Message: "the condition does not hold" } };
}

function conditionFailed(
  item: Item | undefined,
  returns: string | undefined,
): ConditionalCheckFailedException {
  return new ConditionalCheckFailedException({
    $metadata: {},
    message: "The conditional request failed",
    ...(returns === "ALL_OLD" && item !== undefined ? { Item: item } : {}),
  });
}
