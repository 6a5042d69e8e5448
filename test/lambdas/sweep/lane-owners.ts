import type { LaneOwner } from "../../../lambdas/shared/domain/lane.ts";

/** The owner of a lane, by number; in the order of their ids. */
export function ownerOf(number: number): LaneOwner {
  const webhookId = `wh_${String(number).padStart(22, "0")}`;
  return { application: "acme", environment: "production", webhookId };
}
