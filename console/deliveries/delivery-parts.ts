const DELIVERY_ID = /^dlv_(?<event>[0-9A-Za-z]{22})_(?<webhook>[0-9A-Za-z]{22})$/u;

/** The event and the webhook of a delivery, from its id; `undefined` when the text is not one. */
export function partsOf(
  deliveryId: string,
): { readonly eventId: string; readonly webhookId: string } | undefined {
  const parts = DELIVERY_ID.exec(deliveryId)?.groups;
  return parts === undefined
    ? undefined
    : { eventId: `evt_${parts["event"]}`, webhookId: `wh_${parts["webhook"]}` };
}
