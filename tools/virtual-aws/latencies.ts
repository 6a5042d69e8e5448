import { BatchGetItemCommand, GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";

/**
 * How long a call takes, in milliseconds: what is usual within a region, as seen by a function that
 * keeps its connections. It decides nothing but Lambda's time, a few hundredths of what a delivery
 * costs.
 */
const LATENCY_MS = {
  dynamodbRead: 4,
  dynamodbWrite: 6,
  queue: 8,
  startExecution: 30,
  putEvents: 20,
} as const;

/**
 * CPU of one record in one function, milliseconds on a whole core: the budget of fan-out and
 * deliver together, counted for each of them (`npm run bench:deliver` measures it).
 */
export const CPU_MS_PER_RECORD = 0.5;

/**
 * Memory with which a function has a whole core.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
export const MB_PER_CORE = 1769;

/** How long a call of the SDK takes. */
export function latencyMsOf(
  service: "dynamodb" | "sqs" | "stepFunctions" | "eventBridge",
  command: object,
): number {
  if (service === "sqs") return LATENCY_MS.queue;
  if (service === "stepFunctions") return LATENCY_MS.startExecution;
  if (service === "eventBridge") return LATENCY_MS.putEvents;
  const isRead =
    command instanceof BatchGetItemCommand ||
    command instanceof GetItemCommand ||
    command instanceof QueryCommand;
  return isRead ? LATENCY_MS.dynamodbRead : LATENCY_MS.dynamodbWrite;
}
