import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";

import { entryDetail } from "../domain/entry-detail.ts";
import { NOTIFICATIONS_SOURCE } from "../domain/event-entry.ts";
import { callbackPayloadOf } from "../domain/notification-callback.ts";
import type { EndedNotification } from "../domain/notification.ts";
import { EventNotPublishedError, makePutEntries } from "./put-entries.ts";

/** Event type of every callback: see profiles/relid.ts. */
const CALLBACK_EVENT_TYPE = "NOTIFICATION_CALLBACK";

/** Publishes the callback of a notification that names a URL. Throws unless the bus took it. */
export type PublishCallback = (
  notification: EndedNotification & { readonly callbackUrl: string },
) => Promise<void>;

/** Puts callbacks on the bus, for the hidden webhook of the URL's origin; one uuid is one event. */
export function makeCallbackEvents(options: {
  readonly eventBridge: Pick<EventBridgeClient, "send">;
  readonly busName: string;
}): PublishCallback {
  const { eventBridge, busName: EventBusName } = options;
  const putEntries = makePutEntries(eventBridge);
  return async (notification) => {
    const { application, environment, uuid: id, callbackUrl } = notification;
    const head = { application, environment, id, callback_url: callbackUrl };
    const isTaken = await putEntries([
      {
        EventBusName,
        Source: NOTIFICATIONS_SOURCE,
        DetailType: CALLBACK_EVENT_TYPE,
        Detail: entryDetail(head, callbackPayloadOf(notification)),
      },
    ]);
    if (!isTaken) throw new EventNotPublishedError(`the bus refused the callback of ${id}`);
  };
}
