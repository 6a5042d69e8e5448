import { blankRecord, type DeliveryRecord } from "../../lambdas/shared/domain/delivery-record.ts";
import { eventIdOf } from "../../lambdas/shared/domain/identifiers.ts";
import type { LaneOwner } from "../../lambdas/shared/domain/lane.ts";

/** The record of a delivery to a webhook: of the event that a producer gave that number. */
export function deliveryOf(
  owner: LaneOwner,
  number: number,
  { acceptedAtMs, ...given }: Partial<DeliveryRecord> & { readonly acceptedAtMs: number },
): DeliveryRecord {
  const eventId = eventIdOf(owner, "producer", String(number));
  return { ...blankRecord({ ...owner, eventId, eventType: "A", acceptedAtMs }), ...given };
}
