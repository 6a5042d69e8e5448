import type {
  BatchExecuteStatementInput,
  BatchStatementRequest,
  BatchStatementResponse,
} from "@aws-sdk/client-dynamodb";

import { execute, type ConditionalWrite } from "./conditional-write.ts";
import { validationFailed } from "./dynamodb-errors.ts";
import { statementOf } from "./partiql.ts";
import type { VirtualTables } from "./tables.ts";

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html */
const MOST_STATEMENTS = 25;

/** Each statement by itself: what becomes of one says nothing of the others. */
export function batchExecute(tables: VirtualTables, input: BatchExecuteStatementInput): object {
  const statements = input.Statements ?? [];
  if (statements.length > MOST_STATEMENTS || statements.length === 0) {
    throw validationFailed(`1 to ${MOST_STATEMENTS} statements are expected`);
  }
  const writes = statements.map(statementWrite);
  if (hasTwins(writes)) {
    const Message = "Provided list of item keys contains duplicates";
    return { Responses: writes.map(() => ({ Error: { Code: "ValidationError", Message } })) };
  }
  return { Responses: writes.map((write) => responseOf(tables, write)) };
}

function hasTwins(writes: readonly ConditionalWrite[]): boolean {
  if (writes.length < 2) return false;
  const names = new Set(writes.map(({ table, key }) => `${table}\n${key.pk.S}\n${key.sk.S}`));
  return names.size < writes.length;
}

function statementWrite({
  Statement = "",
  Parameters = [],
}: BatchStatementRequest): ConditionalWrite {
  const { result } = statementOf(Statement);
  if (Parameters.length !== result.parameters) {
    throw new TypeError(`${Parameters.length} parameters for ${Statement}`);
  }
  const bindings = { parameters: Parameters };
  const { verb, table, condition, change, keyOf } = result;
  return {
    table,
    key: keyOf(bindings),
    condition,
    change: (before) => change(before ?? {}, bindings),
    bindings,
    verb,
  };
}

function responseOf(tables: VirtualTables, write: ConditionalWrite): BatchStatementResponse {
  try {
    const { kind } = execute(tables, write);
    if (kind === "written") return { TableName: write.table };
    if (kind === "throttled") return failed("ThrottlingError");
    return failed(write.verb === "INSERT" ? "DuplicateItem" : "ConditionalCheckFailed");
  } catch (error) {
    if (error instanceof Error && error.name === "ValidationException") {
      return { Error: { Code: "ValidationError", Message: error.message } };
    }
    throw error;
  }
}

function failed(
  code: "ConditionalCheckFailed" | "DuplicateItem" | "ThrottlingError",
): BatchStatementResponse {
  return { Error: { Code: code, Message: `the statement failed: ${code}` } };
}
