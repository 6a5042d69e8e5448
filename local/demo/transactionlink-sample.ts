/** Sample of TransactionLink's "Get notified about workflow updates" page, word for word. */

/** Body of `POST /webhooks` for finished workflows: that they are signed is the convention of their profile. */
export const WORKFLOW_WEBHOOK = `{ "endpoint": "https://example.com/", "events": [ "WORKFLOW_COMPLETED" ] }`;

/** "The example workflow completion notification". */
export const WORKFLOW_COMPLETED = `{
  "partyId":"uuid",
  "externalId":"string",  
  "workflowId":"uuid",
  "workflowStatus":"string",  
  "workflowName":"string",
  "workspaceId":"string"  
}`;
