import type { Access } from "../../tools/virtual-aws/dynamodb/capacity.ts";

/** How a receiver takes a request: an answer after so many milliseconds, a failure, or nothing. */
export type Takes = number | "fails" | "hangs";

/** What there is besides other webhooks: when the healthy one is measured alone, too. */
export interface Around {
  /** Whether the healthy webhook was made just now, and gets its first event in the window. */
  readonly isNew?: boolean;
  /** Whether SQS serves groups fairly. */
  readonly isFair?: boolean;
  /** Messages that a queue has in flight at most. */
  readonly mostInFlight?: number;
  /** How long our own network lets nothing through, from the window's begin, in milliseconds. */
  readonly stallMs?: number;
  /** Makes what tells whether DynamoDB has no room, so long after the window began. */
  readonly throttle?: () => (access: Access, sinceMs: number) => boolean;
  /** Settings that are not the default. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** What goes on beside the healthy webhook. */
export interface Situation {
  readonly name: string;
  /** Webhooks besides it. */
  readonly others: number;
  /** Whether they are of the same tenant. @default false */
  readonly isSameTenant?: boolean;
  /**
   * How the receiver of the n-th of them takes its next request, so long after the window began, in
   * milliseconds, and after so many requests.
   */
  readonly takes: (index: number, sinceMs: number, requests: number) => Takes;
  /** Events a second for each, in the default size, while all get 2,000 at most. @default 2 */
  readonly eachPerSecond?: number;
  /** Events a second that all of them get, instead of each its own. */
  readonly floodPerSecond?: number;
  /** Whether messages for them are left in the queues of slow receivers. @default false */
  readonly leavesMessages?: boolean;
  readonly around?: Around;
}

/** How soon receivers answer that do, in milliseconds. */
export const ANSWER_MS = 5;
/** How many times smaller than by default all is, but for what is measured in full size. */
export const SCALE = 10;
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
export const MOST_IN_FLIGHT = 120_000;
/** Webhooks besides the healthy one. */
export const NUMBERS = [1, 10, 60, 1000];

/** Answers nobody. */
export const hang = () => "hangs" as const;
const turnBad = (_: number, sinceMs: number) => (sinceMs >= 0 ? "hangs" : ANSWER_MS);
/** A tenth of them each ten seconds. */
const inRotation = (index: number, sinceMs: number) =>
  sinceMs >= 0 && Math.floor(sinceMs / 10_000) % 10 === index % 10 ? "hangs" : ANSWER_MS;

/** Receivers that are dead, that turn bad, and a flood through fan-out. */
export const SITUATIONS: readonly Situation[] = [
  ...NUMBERS.map((others) => ({ name: `${others} dead, another tenant`, others, takes: hang })),
  ...NUMBERS.map((others) => ({
    name: `${others} dead, same tenant`,
    others,
    isSameTenant: true,
    takes: hang,
  })),
  { name: "10 turn bad together", others: 10, takes: turnBad },
  { name: "60 turn bad together", others: 60, takes: turnBad },
  { name: "1000 turn bad together", others: 1000, takes: turnBad },
  { name: "1000 turn bad in rotation", others: 1000, takes: inRotation },
  { name: "1000 dead, flooded by fan-out", others: 1000, takes: hang, floodPerSecond: 12 },
];
