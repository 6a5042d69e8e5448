import {
  BatchExecuteStatementCommand,
  type AttributeValue,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";

import { coalesce, type Companions } from "./coalesce.ts";
import type { Item } from "./delivery-item.ts";

/** One conditional write in PartiQL, with its parameters. */
export interface Statement {
  readonly text: string;
  readonly parameters: readonly AttributeValue[];
}

/** What became of one statement: its own result, whatever became of the others of the call. */
export type StatementResult = "written" | "refused" | "duplicate";

/** Runs one statement; many at once become one request. Throws what is neither success nor a condition that did not hold. */
export type RunStatement = (statement: Statement) => Promise<StatementResult>;

/** Statements of one request. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html */
const MOST_STATEMENTS = 25;

/** One statement failed for a reason of its own: a throttle, mostly. */
export class StatementError extends Error {
  readonly code = "STATEMENT_FAILED";
  override readonly name = "StatementError";
}

/** Statements on one table, gathered in BatchExecuteStatement requests (docs/protocol.md, section 6). */
export function makeStatementRunner(options: {
  readonly dynamodb: DynamoDBClient;
  readonly crew: Companions;
}): RunStatement {
  const { dynamodb, crew } = options;

  async function call(
    statements: readonly Statement[],
  ): Promise<(StatementResult | StatementError)[]> {
    const { Responses = [] } = await dynamodb.send(
      new BatchExecuteStatementCommand({
        Statements: statements.map(({ text, parameters }) => ({
          Statement: text,
          Parameters: [...parameters],
        })),
      }),
    );
    return statements.map((_, index) => {
      const response = Responses[index];
      switch (response?.Error?.Code) {
        case undefined:
          return response === undefined ? new StatementError("no response") : "written";
        case "ConditionalCheckFailed":
          return "refused";
        case "DuplicateItem":
          return "duplicate";
        default:
          return new StatementError(`${response?.Error?.Code}: ${response?.Error?.Message}`);
      }
    });
  }

  const run = coalesce({ crew, most: MOST_STATEMENTS, call });
  return async (statement) => {
    const result = await run(statement);
    if (result instanceof StatementError) {
      throw result;
    }
    return result;
  };
}

/** `INSERT`: refused as a duplicate when the key exists. */
export function insertStatement(tableName: string, item: Item): Statement {
  const names = Object.keys(item);
  return {
    text: `INSERT INTO "${tableName}" VALUE {${names.map((name) => `'${name}': ?`).join(", ")}}`,
    parameters: Object.values(item),
  };
}
