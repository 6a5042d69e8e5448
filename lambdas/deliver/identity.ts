import type { CarriedEvent, DeliveryMessage } from "../shared/domain/delivery-message.ts";
import type { DeliveryIdentity } from "../shared/domain/delivery-record.ts";
import { deliveryIdOf, type DeliveryKey } from "../shared/domain/identifiers.ts";

/** What is known of a delivery that has no record yet. Its event must be there: fan-out puts it before any message. */
export function identityOf({
  message,
  event,
  key,
}: {
  readonly message: DeliveryMessage;
  readonly event: CarriedEvent | undefined;
  readonly key: DeliveryKey;
}): DeliveryIdentity {
  if (event === undefined) {
    throw new Error(`delivery ${deliveryIdOf(key)} has neither a record nor an event`);
  }
  const { application, environment } = message;
  return {
    application,
    environment,
    ...key,
    eventType: event.type,
    acceptedAtMs: event.acceptedAtMs,
  };
}
