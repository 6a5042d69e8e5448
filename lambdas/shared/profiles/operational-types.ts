import { standard } from "./standard.ts";

/** Whether events of this type are Ringback's own: `webhook.gone`, `delivery.dropped`. */
export function isOperationalType(type: string): boolean {
  return Object.hasOwn(standard.eventTypes, type);
}
