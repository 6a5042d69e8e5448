import { thingNamed } from "../../http/named-things.ts";
import {
  DELIVERY_ID,
  EVENT_ID,
  EVENT_TYPE,
  KEY_ID,
  NOTIFICATION_ID,
  PORTAL_LINK_ID,
  SIGNING_KEY_ID,
  TENANT,
  WEBHOOK_ID,
} from "./operation-example.ts";

/** The things that the other examples are about, by what a parameter of a path names. */
const EXAMPLE_OF_THING: Readonly<Record<string, string>> = {
  ...TENANT,
  "API key": KEY_ID,
  "portal link": PORTAL_LINK_ID,
  webhook: WEBHOOK_ID,
  delivery: DELIVERY_ID,
  event: EVENT_ID,
  "event type": EVENT_TYPE,
  notification: NOTIFICATION_ID,
  "signing key": SIGNING_KEY_ID,
};

/** What a parameter of a path may be; `undefined` for a thing without examples. */
export function pathExample(path: string, parameter: string): string | undefined {
  return EXAMPLE_OF_THING[thingNamed(path, parameter)];
}
