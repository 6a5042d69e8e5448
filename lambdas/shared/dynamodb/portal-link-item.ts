import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { portalLinkApplication, type PortalFrame } from "../domain/portal-link.ts";
import { getItem, type ItemKey } from "./attributes.ts";
import { type AttributeNames, readMembers } from "./item-members.ts";

/** The attributes by which a page is framed: all that the function of the pages reads. */
export const PORTAL_FRAME: AttributeNames<PortalFrame> = {
  frameOrigins: "frameOrigins",
  validUntilMs: "validUntil",
};

/** The partition of an application's portal links: no tenant has one of three parts. */
export function portalPartition(application: string): { readonly S: string } {
  return { S: `portal#links#${application}` };
}

/** Primary key of a portal link; `undefined` when the text is no id of one. */
export function portalLinkItemKey(id: string): ItemKey | undefined {
  const application = portalLinkApplication(id);
  return application === undefined
    ? undefined
    : { pk: portalPartition(application), sk: { S: id } };
}

/**
 * How a portal link may be framed; `undefined` when there is none, or its time is over: TTL deletes
 * days late.
 * @param id as the path of a page has it: any text
 */
export async function readPortalFrame(
  dynamodb: Pick<DynamoDBClient, "send">,
  tableName: string,
  id: string,
  nowMs: number,
): Promise<PortalFrame | undefined> {
  const key = portalLinkItemKey(id);
  if (key === undefined) return undefined;
  const item = await getItem(dynamodb, tableName, key, {
    // Strongly consistent: the page is opened right after the link was made.
    ProjectionExpression: "frameOrigins, validUntil",
  });
  const frame = item && readMembers(item, PORTAL_FRAME);
  return frame !== undefined && frame.validUntilMs > nowMs ? frame : undefined;
}
