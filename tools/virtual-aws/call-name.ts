import type { AttributeValue, BatchStatementRequest } from "@aws-sdk/client-dynamodb";
import type { SendMessageBatchCommandInput } from "@aws-sdk/client-sqs";

/** A command of the SDK, as far as it names what it does. */
interface Command {
  readonly input: Readonly<Record<string, unknown>>;
}

type Keyed = Readonly<Record<string, AttributeValue>>;

/** Updates of a lane item, by what their expression sets. */
const LANE_UPDATES: readonly (readonly [has: string, name: string])[] = [
  ["if_not_exists", "note the lane"],
  [":list", "E2 open the lane"],
  [", calledAt", "W2 supersede the lane"],
  ["SET calledAt", "W3 call the lane"],
  ["REMOVE calledAt", "L7 answer the call"],
  ["SET restedAt", "L7 rest"],
  [":next", "L6 restart the lane"],
  [":open", "L1 wake"],
  [":closed", "L5 close the lane"],
  ["parkedAt", "E3 touch the lane"],
];

/** Steps of the protocol that read a record, by who makes them; all others are D1. */
const READERS: Readonly<Record<string, string>> = { repair: "P1", resend: "O1", cancel: "O1" };

/** Steps of the protocol that note a lane, by who makes them; all others are operators. */
const NOTERS: Readonly<Record<string, string>> = { bury: "B", repair: "P" };

/**
 * What a call does, in the words of docs/protocol.md: `R2 mark`, `D4 commit parked + put the
 * attempt`.
 * @param caller the function that makes it, or the request of the API
 */
export function callName(caller: string, command: object): string {
  const { input } = command as Command;
  const verb = command.constructor.name;
  const key = input["Key"] as Keyed | undefined;
  switch (verb) {
    case "BatchGetItemCommand":
      return named(batchKeys(input).map((one) => readName(caller, one)));
    case "BatchExecuteStatementCommand":
      return named(
        (input["Statements"] as BatchStatementRequest[]).map((one) => statementName(caller, one)),
      );
    case "GetItemCommand":
      return getName(caller, key ?? {}, input["ProjectionExpression"] !== undefined);
    case "UpdateItemCommand":
      return updateName(caller, String(input["UpdateExpression"]), key ?? {});
    case "QueryCommand":
      return queryName(caller, input);
    case "ScanCommand":
      return caller === "repair" ? "P1 find in the scan" : "Scan";
    case "DeleteItemCommand":
      return "S2 remove the lane";
    case "TransactWriteItemsCommand":
      return "mark the webhook gone";
    case "SendMessageBatchCommand":
      return sendName(caller, input as unknown as SendMessageBatchCommandInput);
    case "ChangeMessageVisibilityBatchCommand":
      return "ChangeMessageVisibility";
    case "StartExecutionCommand":
      return "E4 StartExecution";
    default:
      return verb.replace(/Command$/u, "");
  }
}

function named(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? "") : [...new Set(parts)].toSorted().join(" + ");
}

function batchKeys(input: Command["input"]): readonly Keyed[] {
  const tables = Object.values(input["RequestItems"] as Record<string, { Keys: Keyed[] }>);
  const keys = tables.length === 1 ? (tables[0]?.Keys ?? []) : tables.flatMap(({ Keys }) => Keys);
  if (keys.length === 1) return keys;
  // What is read beside the rest names nothing.
  const others = keys.filter((key) => !isStanding(key));
  return others.length === 0 ? keys.slice(0, 1) : others;
}

function isStanding({ pk }: Keyed): boolean {
  return pk?.S?.startsWith("standing#") === true;
}

function readName(caller: string, key: Keyed): string {
  if (isStanding(key)) return "read the standing";
  const sort = key["sk"]?.S ?? "";
  if (sort.startsWith("d#")) return `${READERS[caller] ?? "D1"} read the record`;
  return sort.startsWith("webhook#") ? "read the webhook" : `read the ${sort.split("#")[0]}`;
}

function statementName(
  caller: string,
  { Statement = "", Parameters = [] }: BatchStatementRequest,
): string {
  if (caller === "repair") return "P2 park";
  const isInsert = Statement.startsWith("INSERT");
  if (caller === "cancel") return isInsert ? "O cancel" : "O cancel what is there";
  if (!isInsert && Statement.endsWith('"status" = ?')) return "R2 mark";
  if (caller === "resend") return "O3 resend";
  if (!isInsert) return `D4 commit ${statusAmong(Parameters)}`;
  const sort = Parameters[1]?.S ?? "";
  if (sort === "event") return "F1 put the event";
  if (sort.startsWith("a#")) return "put the attempt";
  return sort.startsWith("d#") ? `D4 commit ${statusAmong(Parameters)}` : "put an item";
}

/** The first of the parameters that is a status: what is set comes before what is asked for. */
function statusAmong(parameters: readonly AttributeValue[]): string {
  return parameters.find(({ S = "" }) => STATUSES.has(S))?.S ?? "";
}

const STATUSES: ReadonlySet<string> = new Set(["queued", "parked", "delivered", "dropped"]);

function getName(caller: string, { pk, sk }: Keyed, isPart: boolean): string {
  const sort = sk?.S ?? "";
  if (sort === "lane" && isPart) return "S2 read the lane";
  if (sort === "lane") return caller === "wake" ? "W1 read the lane" : "E1 read the lane";
  if (sort === "place") return "S read the place";
  return sort.startsWith("webhook#") ? "read the webhook" : `read ${pk?.S} ${sort}`;
}

function updateName(caller: string, expression: string, key: Keyed): string {
  if (isStanding(key)) return "write the standing";
  const sort = key["sk"]?.S ?? "";
  if (sort === "lane") {
    const name = laneUpdates.get(expression) ?? laneUpdateName(expression);
    return name === "note the lane" ? `${NOTERS[caller] ?? "O2"} ${name}` : name;
  }
  if (sort === "limiter")
    return expression.includes(":until") ? "pause the webhook" : "take a slot";
  if (sort === "place") return "S take a page";
  return sort.startsWith("span#") ? "count" : `update ${sort}`;
}

/** The expressions are few. */
const laneUpdates = new Map<string, string>();

function laneUpdateName(expression: string): string {
  const name = LANE_UPDATES.find(([has]) => expression.includes(has))?.[1] ?? "";
  laneUpdates.set(expression, name);
  return name;
}

function queryName(caller: string, { IndexName, KeyConditionExpression, Limit }: Command["input"]) {
  if (IndexName === undefined) return "read the subscribers";
  const condition = String(KeyConditionExpression);
  if (condition.includes(":list")) return "S list the lanes";
  if (condition.includes(":until")) return "L2 query what is due";
  const isSweep = caller === "sweep" && Limit === 1;
  return isSweep ? "S1 query what is due first" : "L4 query whether anything waits";
}

function sendName(caller: string, input: SendMessageBatchCommandInput): string {
  const { QueueUrl: queueUrl = "", Entries = [] } = input;
  if (/\/deliveries(?:-slow|-trial)?$/u.test(queueUrl)) {
    if (caller === "fan-out") return "F2 send";
    return named(Entries.map(({ MessageBody = "" }) => sentName(MessageBody)));
  }
  if (queueUrl.endsWith("/slices")) return "F2 send the slices";
  return queueUrl.endsWith("/dropped") ? "D5 send the notice" : "send elsewhere";
}

/** Only a first message has this dispatch, and only fan-out and whoever hands it over send one. */
function sentName(body: string): string {
  if (body.startsWith('{"carriedCommit"')) return "T1 send the commit";
  return body.includes('"dispatch":0,') ? "H1 send" : "R1 send";
}
