import type { DeliverReport } from "../../lambdas/deliver/ports.ts";
import type { Item } from "../../lambdas/shared/dynamodb/attributes.ts";
import type { Access } from "./dynamodb/capacity.ts";
import type { PlannedEvent } from "./sample-event.ts";
import type { SampleTenant } from "./seed-tenant.ts";
import type { Receive } from "./virtual-receiver.ts";

/** What happens in a run. */
export interface CloudPlan {
  /** In the order of their times. */
  readonly events: readonly PlannedEvent[];
  readonly tenants: readonly SampleTenant[];
  readonly receive: Receive;
  /**
   * How long a message waits until a batch is full: as if there were so many deliveries that
   * batches are always full. @default no longer than it must
   */
  readonly gatherMs?: number;
  /** Of all chance. @default 1 */
  readonly seed?: number;
  /** Told of every attempt and every commit. */
  readonly report?: Partial<DeliverReport>;
  /** Settings that are not the default. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether SQS serves the groups of the deliveries queues fairly. @default false */
  readonly isFair?: boolean;
  /** Items that are in the deliveries table at the beginning. @default none */
  readonly items?: Iterable<Item>;
  /** Messages that lie in queues at the beginning, by their names. @default none */
  readonly left?: Readonly<Record<string, readonly string[]>>;
  /** Messages that a queue has in flight at most. @default what SQS allows */
  readonly mostInFlight?: number;
  /** Whether DynamoDB has no room for an access. @default there is always room */
  readonly isThrottled?: (access: Access, nowMs: number) => boolean;
  /**
   * For how long a call keeps its function busy, which makes one call after the other then, in
   * milliseconds. @default not at all
   */
  readonly busyMs?: (caller: string, command: object) => number;
  /** The run ends then, whatever is left. @default once nothing is left */
  readonly untilMs?: number;
}
