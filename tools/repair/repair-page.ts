import { changeOf } from "../../lambdas/shared/domain/commit.ts";
import {
  type DeliveryIdentity,
  type DeliveryRecord,
  NO_CARRIER,
} from "../../lambdas/shared/domain/delivery-record.ts";
import { deliveryIdOf } from "../../lambdas/shared/domain/identifiers.ts";
import type { LaneOwner } from "../../lambdas/shared/domain/lane.ts";
import type { Tenant } from "../../lambdas/shared/domain/tenant.ts";
import { inGroups } from "../../lambdas/shared/runtime/in-groups.ts";
import { mustHaveRecords, repairOf } from "./domain/repair.ts";
import type { Finding, FoundPage, RepairPorts } from "./ports.ts";

/**
 * Records that are read at once, and written: as many as one request takes (docs/protocol.md,
 * section 6).
 */
const MOST_READS = 100;
const MOST_WRITES = 25;

/** A delivery that no message carries. */
interface Uncarried {
  readonly seen: DeliveryRecord | undefined;
  readonly identity: DeliveryIdentity;
}

/**
 * P of the delivery protocol, for what one page of the scan holds. A record without a message is
 * parked as if that message had done it (D4 defer); so whoever has it in hand after all loses one
 * commit at most. A delivery without a record gets one. Their lanes, and those of all that is
 * parked, are noted before. What is done twice is done once.
 */
export function makeRepairPage(ports: RepairPorts): (page: FoundPage) => Promise<Finding[]> {
  const { records, lanes, overdueMs, isDryRun, now } = ports;

  /**
   * P1: deliveries of old events that may have no record. What stands on the same page need not be
   * asked for.
   */
  function unknownOf(page: FoundPage): readonly DeliveryIdentity[] {
    const known = new Set(page.records.map(deliveryIdOf));
    return page.events
      .filter(({ acceptedAtMs }) => mustHaveRecords(acceptedAtMs, now(), overdueMs))
      .flatMap(({ id: eventId, type: eventType, webhookIds, ...event }) =>
        webhookIds.map((webhookId) => ({ ...event, eventId, eventType, webhookId })),
      )
      .filter((identity) => !known.has(deliveryIdOf(identity)));
  }

  /** P1, strongly consistent. */
  async function lookUp(identity: DeliveryIdentity): Promise<"there" | "absent" | "failed"> {
    try {
      return (await records.read(identity)) === undefined ? "absent" : "there";
    } catch (error) {
      ports.reportFailure(identity, error);
      return "failed";
    }
  }

  /** N, once for each webhook. @returns those whose lane could not be noted */
  async function noteAll(owners: readonly LaneOwner[]): Promise<ReadonlySet<string>> {
    const failed = new Set<string>();
    const once = new Map(owners.map((owner) => [owner.webhookId, owner]));
    await inGroups([...once.values()], MOST_WRITES, async (owner) => {
      try {
        await lanes.note(owner, now()); // N
      } catch (error) {
        ports.reportFailure(owner, error);
        failed.add(owner.webhookId);
      }
    });
    return failed;
  }

  /** P2. What was due stays due: from its acceptance on, where nothing was attempted yet. */
  async function park({ seen, identity }: Uncarried): Promise<Finding["result"]> {
    const me = seen?.carrier ?? NO_CARRIER;
    const nextAttemptAtMs = seen?.nextAttemptAtMs ?? identity.acceptedAtMs;
    const change = changeOf({ kind: "defer", nextAttemptAtMs }, me, now());
    try {
      const result = await records.commit({ seen, identity, change, me });
      return result === "written" ? "repaired" : "moved_on";
    } catch (error) {
      ports.reportFailure(identity, error);
      return "failed";
    }
  }

  return async (page) => {
    const needs = page.records.map((record) => repairOf(record, now(), overdueMs));
    const queued = page.records.filter((_record, place) => needs[place] === "park");
    const parked = page.records.filter((_record, place) => needs[place] === "note");
    const unknown = unknownOf(page);
    const looks = await inGroups(unknown, MOST_READS, lookUp);
    const uncarried: readonly Uncarried[] = [
      ...queued.map((record) => ({ seen: record, identity: record })),
      ...unknown
        .filter((_identity, place) => looks[place] === "absent")
        .map((identity) => ({ seen: undefined, identity })),
    ];
    const unread = unknown
      .filter((_identity, place) => looks[place] === "failed")
      .map((identity) => finding(identity, "absent", "failed"));
    if (isDryRun) {
      return [
        ...unread,
        ...uncarried.map(({ seen, identity }) => finding(identity, foundAs(seen), "would")),
        ...parked.map((record) => finding(record, "parked", "would")),
      ];
    }
    const unnoted = await noteAll([...uncarried.map(({ identity }) => identity), ...parked]);
    const results = await inGroups(uncarried, MOST_WRITES, (one) =>
      unnoted.has(one.identity.webhookId) ? Promise.resolve("failed" as const) : park(one),
    );
    return [
      ...unread,
      ...uncarried.map(({ seen, identity }, place) =>
        finding(identity, foundAs(seen), results[place] ?? "failed"),
      ),
      ...parked.map((record) =>
        finding(record, "parked", unnoted.has(record.webhookId) ? "failed" : "repaired"),
      ),
    ];
  };
}

function foundAs(seen: DeliveryRecord | undefined): Finding["found"] {
  return seen === undefined ? "absent" : "queued";
}

function finding(
  { application, environment }: Tenant,
  found: Finding["found"],
  result: Finding["result"],
): Finding {
  return { application, environment, found, result };
}
