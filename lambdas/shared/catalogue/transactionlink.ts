import type { transactionlink } from "../profiles/transactionlink.ts";
import { type CatalogueText, payloadSchema, STRING } from "./schema-parts.ts";

/** "Status of workflow. Possible values". */
const WORKFLOW_STATUSES = ["COMPLETED", "FAILED", "TIMED_OUT", "TERMINATED", "PAUSED"];

/** "Types": only `externalId` can be missing, the identifier of a system that may not be there. */
const WORKFLOW_SCHEMA = payloadSchema({
  required: ["partyId", "workflowId", "workflowStatus", "workflowName", "workspaceId"],
  properties: {
    partyId: { ...STRING, description: "Unique identifier of the user" },
    externalId: { ...STRING, description: "Unique Identifier from an external system" },
    workflowId: { ...STRING, description: "Unique identifier of workflow instance" },
    workflowStatus: { enum: WORKFLOW_STATUSES, description: "Status of workflow" },
    workflowName: { ...STRING, description: "Name of your workflow" },
    workspaceId: { ...STRING, description: "Unique identifier of your workspace" },
    failedStep: {
      type: ["string", "object"],
      description: "The step at which the error occurred in case of failure",
    },
  },
});

/** TransactionLink's two notifications, without names in the document. Both have its one sample. */
export const TRANSACTIONLINK_TEXTS: Readonly<
  Record<keyof typeof transactionlink.eventTypes, CatalogueText>
> = {
  WORKFLOW_COMPLETED: {
    description: "A workflow reached a final state or finished with failure.",
    schema: WORKFLOW_SCHEMA,
    example: {
      partyId: "uuid",
      externalId: "string",
      workflowId: "uuid",
      workflowStatus: "COMPLETED",
      workflowName: "string",
      workspaceId: "string",
    },
  },
  WORKFLOW_STATUS_CHANGE: {
    description:
      "The status of a workflow changed; for asynchronous, long running workflows that need no input of the user.",
    schema: WORKFLOW_SCHEMA,
    example: {
      partyId: "uuid",
      externalId: "string",
      workflowId: "uuid",
      workflowStatus: "PAUSED",
      workflowName: "string",
      workspaceId: "string",
    },
  },
};
