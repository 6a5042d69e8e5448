/** Sample of TransactionLink's "Get notified about workflow updates" page. */

/** Body of `POST /webhooks` for finished workflows, signed by convention of their profile. */
export const WORKFLOW_WEBHOOK = `{ "endpoint": "https://example.com/", "events": [ "WORKFLOW_COMPLETED" ] }`;

/**
 * "The example workflow completion notification", word for word, but for its placeholder of a
 * status: the page says which values there are.
 */
export const WORKFLOW_COMPLETED = `{
  "partyId":"uuid",
  "externalId":"string",  
  "workflowId":"uuid",
  "workflowStatus":"COMPLETED",  
  "workflowName":"string",
  "workspaceId":"string"  
}`;
