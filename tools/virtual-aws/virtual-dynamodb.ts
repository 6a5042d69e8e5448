import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";

import type { Meter } from "../simulate/cost/usage.ts";
import { Capacity, type Throttle } from "./dynamodb/capacity.ts";
import { deleteOf, putOf, updateOf, writeItem } from "./dynamodb/conditional-write.ts";
import { batchExecute } from "./dynamodb/statements.ts";
import { batchGet, getItem, query, scan } from "./dynamodb/table-reads.ts";
import type { VirtualTables } from "./dynamodb/tables.ts";
import { transact } from "./dynamodb/transactions.ts";
import type { VirtualTable } from "./virtual-table.ts";

/**
 * DynamoDB as the functions use it, in memory: each request happens at one moment. Items and
 * expressions are understood as far as the functions use them; all else is a TypeError, never a
 * guess.
 */
export class VirtualDynamoDb {
  readonly #tables: VirtualTables;
  /**
   * Transactions that were done: one that is repeated after a lost reply carries the same token,
   * and is not done again.
   */
  readonly #done = new WeakSet<object>();

  constructor(options: {
    readonly tables: readonly VirtualTable[];
    readonly meter?: Meter;
    /** @default there is always room */
    readonly throttle?: Throttle;
    /** Whether the throttle passes everything now, so nothing need be weighed. @default false */
    readonly isCalm?: () => boolean;
  }) {
    const tables = new Map(options.tables.map((table) => [table.name, table]));
    this.#tables = {
      table(name) {
        const table = tables.get(name ?? "");
        if (table === undefined) throw new TypeError(`there is no table ${name}`);
        return table;
      },
      capacity: new Capacity(options.meter, options.throttle, options.isCalm),
    };
  }

  /**
   * Answers a command of the SDK.
   * @throws ConditionalCheckFailedException, TransactionCanceledException,
   *   ProvisionedThroughputExceededException,   ValidationException as DynamoDB does
   */
  answer(command: unknown): object {
    const tables = this.#tables;
    if (command instanceof BatchExecuteStatementCommand) return batchExecute(tables, command.input);
    if (command instanceof BatchGetItemCommand) return batchGet(tables, command.input);
    if (command instanceof QueryCommand) return query(tables, command.input);
    if (command instanceof UpdateItemCommand) {
      return writeItem(tables, updateOf(command.input, "UpdateItem"), command.input);
    }
    if (command instanceof GetItemCommand) return getItem(tables, command.input);
    if (command instanceof PutItemCommand) {
      return writeItem(tables, putOf(command.input, "PutItem"), command.input);
    }
    if (command instanceof DeleteItemCommand) {
      return writeItem(tables, deleteOf(command.input, "DeleteItem"), command.input);
    }
    if (command instanceof ScanCommand) return scan(tables, command.input);
    if (command instanceof TransactWriteItemsCommand) return this.#transact(command);
    throw new TypeError(`no virtual DynamoDB answers ${command?.constructor.name}`);
  }

  #transact(command: TransactWriteItemsCommand): object {
    if (!this.#done.has(command)) transact(this.#tables, command.input);
    this.#done.add(command);
    return {};
  }
}
