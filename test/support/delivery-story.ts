import {
  blankRecord,
  type Attempt,
  type DeliveryRecord,
} from "../../lambdas/shared/domain/delivery-record.ts";
import { deliveryIdOf, eventIdOf } from "../../lambdas/shared/domain/identifiers.ts";
import { clientOfBed } from "./bed-client.ts";
import { ACME, makeConfigApiTestBed } from "./config-api-test-bed.ts";

/** A delivery to put into a bed: what its record says, its attempts, and its event. */
export interface StoryDelivery extends Partial<DeliveryRecord> {
  readonly acceptedAtMs: number;
  readonly tries?: readonly Omit<Attempt, "number">[];
  readonly payload?: string;
  readonly hasRecord?: boolean;
  readonly hasEvent?: boolean;
}

/** A test bed with one webhook of an admin, and a way to put deliveries of it there. */
export async function openDeliveryStory(
  webhook: Readonly<Record<string, unknown>> = {},
  bed = makeConfigApiTestBed(),
) {
  const created = await bed.admin("POST", "/webhooks", {
    name: "shop",
    endpoint: "https://example.com/hooks",
    events: ["A", "B"],
    ...webhook,
  });
  if (created.status !== 201) throw new Error(`no webhook: ${created.text}`);
  const webhookId = created.body.id as string;
  const client = clientOfBed(bed.ask, await bed.keyOf("admin"));

  /** Puts one there. @returns its id */
  async function put(number: number, given: StoryDelivery): Promise<string> {
    const { tries = [], payload = "{}", hasRecord = true, hasEvent = true, ...record } = given;
    const owner = { ...ACME, webhookId: record.webhookId ?? webhookId };
    const eventId = eventIdOf(owner, "producer", String(number));
    const key = { eventId, webhookId: owner.webhookId };
    const type = record.eventType ?? "A";
    const { acceptedAtMs } = record;
    const event = { ...ACME, id: eventId, type, acceptedAtMs, payload, payloadHash: "hash" };
    if (hasEvent) await bed.history.putEvent({ ...event, webhookIds: [owner.webhookId] });
    if (hasRecord) {
      const blank = blankRecord({ ...ACME, ...key, eventType: type, acceptedAtMs });
      await bed.history.putRecord({ ...blank, attempts: tries.length, ...record });
    }
    for (const [index, attempt] of tries.entries()) {
      await bed.history.putAttempt(key, { ...attempt, number: index + 1 });
    }
    return deliveryIdOf(key);
  }

  return { ...bed, tenant: ACME, client, webhookId, put };
}
