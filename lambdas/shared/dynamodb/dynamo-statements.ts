import {
  type AttributeValue,
  type BatchStatementResponse,
  BatchExecuteStatementCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";

import { batchCalls, type BatchScope } from "../aws-client/batch-calls.ts";
import { pause, within } from "../runtime/machine.ts";
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

/** Statements of one request. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html */
const MOST_STATEMENTS = 25;
/** Bytes of one request's values: as many as a transaction's writes; AWS names no limit here. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Runs throttled statements so many times, at least. The SDK repeats requests, but one of which
 * single statements were throttled is a success to it.
 */
const MOST_ROUNDS = 4;
/**
 * Before the second round, in milliseconds; each wait at most twice the last, a third of a second
 * in all for four rounds. Anything from none to the whole of it is waited ("full jitter"): https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 3200;
/** What a patient statement gets, at least, in milliseconds: a call takes ten. */
const LEAST_PATIENCE_MS = 1000;
/** One table's statements in BatchExecuteStatement requests (docs/protocol.md, section 6). */
export function makeStatementRunner(options: {
  readonly dynamodb: DynamoDBClient;
  readonly batch: BatchScope;
  /** How often throttled statements are run. @default 4 */
  readonly rounds?: number;
  /** Until when patient ones run, in epoch milliseconds. @default - patience is not asked for */
  readonly untilMs?: () => number;
  /** How long each of them is run at most, in milliseconds. @default - until then */
  readonly mostPatienceMs?: number;
}): RunStatement {
  const { dynamodb, batch, rounds = MOST_ROUNDS, untilMs = () => 0 } = options;
  const { mostPatienceMs = Infinity } = options;
  const { machine } = batch;
  const { now, random } = machine;

  async function send(statements: readonly Statement[]): Promise<StatementOutcome[]> {
    const { Responses = [] } = await dynamodb.send(
      new BatchExecuteStatementCommand({
        Statements: statements.map(({ text, parameters }) => ({
          Statement: text,
          Parameters: [...parameters],
        })),
      }),
    );
    return statements.map((_, index) => outcomeOf(Responses[index]));
  }

  /**
   * One request after the other where statements are on the same item (twins of a message in one
   * batch, an event that came twice): DynamoDB answers "Provided list of item keys contains
   * duplicates" to all statements of a request otherwise. What a request has done stays done when a
   * later one fails.
   */
  async function callApart(statements: readonly Statement[]): Promise<StatementOutcome[]> {
    const outcomes: StatementOutcome[] = [];
    for (const indexes of apart(statements)) {
      const results = await send(indexes.map((index) => statements[index] as Statement)).catch(
        (error: unknown) => {
          if (outcomes.length === 0) throw error;
          return indexes.map(() => new StatementError(String(error), mayPass(error)));
        },
      );
      for (const [position, index] of indexes.entries()) {
        outcomes[index] = results[position] as StatementOutcome;
      }
    }
    return outcomes;
  }

  const run = batchCalls({
    batch,
    most: MOST_STATEMENTS,
    mostBytes: MOST_BYTES,
    bytesOf: ({ parameters }: Statement) =>
      parameters.reduce((sum, value) => sum + sizeOf(value), 0),
    call: callApart,
  });

  /** One round of it, and that of all others that wait. */
  async function outcomeOfOne(statement: Statement): Promise<StatementResult> {
    const outcome = await run(statement);
    if (outcome instanceof StatementError) {
      throw outcome;
    }
    return outcome;
  }

  /** The same; one that does not answer must not take the time of what follows. */
  function outcomeInTime(statement: Statement, endMs: number): Promise<StatementResult> {
    const ms = Math.max(LEAST_PATIENCE_MS, endMs - now());
    return within(ms, outcomeOfOne(statement), machine);
  }

  return async (statement, isPatient = false) => {
    const endMs = isPatient ? Math.min(untilMs(), now() + mostPatienceMs) : 0;
    for (let round = 1; ; round += 1) {
      try {
        return await (endMs > 0 ? outcomeInTime(statement, endMs) : outcomeOfOne(statement));
      } catch (error) {
        const longestMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (round - 1));
        const waitMs = longestMs * random();
        const hasRounds = round < rounds && error instanceof StatementError;
        const hasTime = now() + waitMs < endMs;
        if (!mayPass(error) || !(hasRounds || hasTime)) throw error;
        await pause(machine, waitMs);
      }
    }
  };
}

/** About how large a value is; of the small ones, that they are small. */
function sizeOf({ S: text, B: bytes }: AttributeValue): number {
  return text?.length ?? bytes?.length ?? 32;
}

/** Places of statements, in groups that name each item once; those on one item keep their order. */
function apart(statements: readonly Statement[]): number[][] {
  const groups: number[][] = [];
  const seen = new Map<string, number>();
  for (const [index, { item }] of statements.entries()) {
    const group = item === undefined ? 0 : (seen.get(item) ?? 0);
    if (item !== undefined) seen.set(item, group + 1);
    (groups[group] ??= []).push(index);
  }
  return groups;
}
