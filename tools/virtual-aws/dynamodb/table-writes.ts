import type { DeleteItemInput, PutItemInput, UpdateItemInput } from "@aws-sdk/client-dynamodb";

import { deleteOf, execute, putOf, updateOf, type WriteOutcome } from "./conditional-write.ts";
import { conditionFailed, throttled } from "./dynamodb-errors.ts";
import type { VirtualTables } from "./tables.ts";

/** @throws ConditionalCheckFailedException, ProvisionedThroughputExceededException */
export function updateItem(tables: VirtualTables, input: UpdateItemInput): object {
  return answerOf(execute(tables, updateOf(input, "UpdateItem")), input);
}

/** @throws ConditionalCheckFailedException, ProvisionedThroughputExceededException */
export function putItem(tables: VirtualTables, input: PutItemInput): object {
  return answerOf(execute(tables, putOf(input, "PutItem")), input);
}

/** @throws ConditionalCheckFailedException, ProvisionedThroughputExceededException */
export function deleteItem(tables: VirtualTables, input: DeleteItemInput): object {
  return answerOf(execute(tables, deleteOf(input, "DeleteItem")), input);
}

function answerOf(
  outcome: WriteOutcome,
  input: Pick<UpdateItemInput, "ReturnValues" | "ReturnValuesOnConditionCheckFailure">,
): object {
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
