import type { AttributeValue, BatchStatementResponse } from "@aws-sdk/client-dynamodb";

import type { Item } from "./attributes.ts";

/** One conditional write in PartiQL, with its parameters. */
export interface Statement {
  readonly text: string;
  readonly parameters: readonly AttributeValue[];
  /** Names its item: DynamoDB refuses a request that has two statements on one item. */
  readonly item?: string;
}

/** What became of one statement: its own result, whatever became of the others of the call. */
export type StatementResult = "written" | "refused" | "duplicate";

/**
 * Runs one statement; many at once become one request. Throws what is neither success nor a
 * condition that did not hold.
 * @param isPatient whether it is repeated as long as the invocation has time
 */
export type RunStatement = (statement: Statement, isPatient?: boolean) => Promise<StatementResult>;

/** What passes, by DynamoDB's word; conditional writes may be repeated even if maybe done. */
const PASSING: ReadonlySet<string> = new Set([
  "InternalServerError",
  "ProvisionedThroughputExceeded",
  "RequestLimitExceeded",
  "ThrottlingError",
  "TransactionConflict",
]);
/** The same of a whole request. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/CommonErrors.html */
const PASSING_EXCEPTIONS: ReadonlySet<unknown> = new Set([
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "ThrottlingException",
]);

/** One statement failed for a reason of its own: a throttle, mostly. */
export class StatementError extends Error {
  readonly code = "STATEMENT_FAILED";
  override readonly name = "StatementError";
  /** Whether the same statement may succeed in a moment. */
  readonly isPassing: boolean;

  constructor(message: string, isPassing = false) {
    super(message);
    this.isPassing = isPassing;
  }
}

/** The same, where what fails is no rejected promise. */
export type StatementOutcome = StatementResult | StatementError;

/** What DynamoDB says of one statement of a request. */
export function outcomeOf(response: BatchStatementResponse | undefined): StatementOutcome {
  if (response === undefined) return new StatementError("no response");
  const { Code: code, Message: message } = response.Error ?? {};
  if (code === undefined) return "written";
  if (code === "ConditionalCheckFailed") return "refused";
  if (code === "DuplicateItem") return "duplicate";
  return new StatementError(`${code}: ${message}`, PASSING.has(code));
}

/** Whether the same may succeed later: a throttle, a fault of AWS's, or no answer. */
export function mayPass(error: unknown): boolean {
  if (error instanceof StatementError) return error.isPassing;
  const { $fault: fault, name } = error as { readonly $fault?: unknown; readonly name?: unknown };
  return fault !== "client" || PASSING_EXCEPTIONS.has(name);
}

/** `INSERT`: refused as a duplicate when the key exists. */
export function insertStatement(tableName: string, item: Item): Statement {
  const names = Object.keys(item);
  return {
    text: `INSERT INTO "${tableName}" VALUE {${names.map((name) => `'${name}': ?`).join(", ")}}`,
    parameters: Object.values(item),
    item: itemName(item),
  };
}

/** The name of an item in `Statement`. */
export function itemName({
  pk,
  sk,
}: {
  readonly pk?: AttributeValue;
  readonly sk?: AttributeValue;
}): string {
  return `${pk?.S}\n${sk?.S}`;
}
