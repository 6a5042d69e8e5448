import type { DeleteItemInput, PutItemInput, UpdateItemInput } from "@aws-sdk/client-dynamodb";

import type { Item, ItemKey } from "../../../lambdas/shared/dynamodb/attributes.ts";
import type { PlannedWrite } from "../virtual-table.ts";
import { conditionFailed, throttled } from "./dynamodb-errors.ts";
import { readCondition, type Bindings, type Condition } from "./expression.ts";
import { kindOf } from "./item-kind.ts";
import { itemBytes, writeUnitsOf } from "./item-size.ts";
import { bindingsOf } from "./placeholders.ts";
import { keyIn, type VirtualTables } from "./tables.ts";
import { makeReader, type Read } from "./tokens.ts";
import { readChange } from "./update-expression.ts";

const conditionOf = makeReader(readCondition);
const changeOf = makeReader(readChange);

/** A write with its condition. */
export interface ConditionalWrite {
  readonly table: string;
  readonly key: ItemKey;
  readonly condition: Condition;
  /** What the item becomes; `undefined`: it is deleted. */
  readonly change: (before: Item | undefined, bindings: Bindings) => Item | undefined;
  readonly bindings: Bindings;
  /** `UPDATE`, `PutItem` …: how the meter calls it. */
  readonly verb: string;
}

/** What became of it. */
export type WriteOutcome =
  | { readonly kind: "written"; readonly planned: PlannedWrite }
  | { readonly kind: "refused"; readonly item: Item | undefined }
  | { readonly kind: "throttled" };

/** The write of an UpdateItem, or of an update in a transaction. */
export function updateOf(input: Partial<UpdateItemInput>, verb: string): ConditionalWrite {
  const update = changeOf(input.UpdateExpression ?? "");
  const key = keyIn(input.Key);
  const change: ConditionalWrite["change"] = (before, bindings) =>
    update.result(before ?? { ...key }, bindings);
  return { ...conditionalOf(input, verb, [update]), key, change };
}

/** The write of a PutItem. */
export function putOf(input: Partial<PutItemInput>, verb: string): ConditionalWrite {
  return { ...conditionalOf(input, verb), key: keyIn(input.Item), change: () => input.Item };
}

/** The write of a DeleteItem. */
export function deleteOf(input: Partial<DeleteItemInput>, verb: string): ConditionalWrite {
  return { ...conditionalOf(input, verb), key: keyIn(input.Key), change: () => undefined };
}

/** What every write says. @param others the expressions besides its condition */
function conditionalOf(
  input: Partial<UpdateItemInput>,
  verb: string,
  others: readonly Read<unknown>[] = [],
): Omit<ConditionalWrite, "key" | "change"> {
  const { TableName: table = "", ConditionExpression: text } = input;
  const condition = text === undefined ? undefined : conditionOf(text);
  const bindings = bindingsOf(input, [...others, condition]);
  return { table, condition: condition?.result ?? (() => true), bindings, verb };
}

/** How the meter calls a write. */
export function callOf({ verb, key }: ConditionalWrite): string {
  return `${verb} ${kindOf(key)}`;
}

/** Does a write, if its condition holds and there is room for it. */
export function execute(tables: VirtualTables, write: ConditionalWrite): WriteOutcome {
  const table = tables.table(write.table);
  const { capacity } = tables;
  const before = table.get(write.key);
  if (!write.condition(before, write.bindings)) {
    if (capacity.isEndless) return { kind: "refused", item: before };
    const units = writeUnitsOf(before === undefined ? 0 : itemBytes(before));
    return capacity.refusedWrite(callOf(write), table.name, write.key.pk.S, units)
      ? { kind: "refused", item: before }
      : { kind: "throttled" };
  }
  const planned = table.plan(write.key, write.change(before, write.bindings), before);
  if (!capacity.isEndless && !capacity.write(callOf(write), table.name, planned)) {
    return { kind: "throttled" };
  }
  return { kind: "written", planned: table.write(planned) };
}

/**
 * Does a write as a request by itself.
 * @throws ConditionalCheckFailedException, ProvisionedThroughputExceededException
 */
export function writeItem(
  tables: VirtualTables,
  write: ConditionalWrite,
  input: Pick<UpdateItemInput, "ReturnValues" | "ReturnValuesOnConditionCheckFailure">,
): object {
  const outcome = execute(tables, write);
  if (outcome.kind === "throttled") throw throttled();
  if (outcome.kind === "refused") {
    throw conditionFailed(outcome.item, input.ReturnValuesOnConditionCheckFailure);
  }
  const { before, after } = outcome.planned;
  switch (input.ReturnValues) {
    case undefined:
    case "NONE":
      return {};
    case "ALL_NEW":
      return { Attributes: after };
    case "ALL_OLD":
      return before === undefined ? {} : { Attributes: before };
    default:
      throw new TypeError(`no virtual DynamoDB returns ${input.ReturnValues}`);
  }
}
