import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";

import type { CloudFile } from "../cloud/cloud-file.ts";
import { localClientConfig } from "../cloud/local-aws.ts";
import { configApiClient } from "./config-api-client.ts";
import {
  CARD_STATUS_CHANGE,
  CARD_STATUS_WEBHOOK,
  SAMPLE_ENDPOINT,
  TRANSACTION_PURCHASE,
  TRANSACTION_WEBHOOK,
} from "./ncore-samples.ts";
import { WORKFLOW_COMPLETED, WORKFLOW_WEBHOOK } from "./transactionlink-sample.ts";

/** One sample event of the demonstration, and the webhook that wants it. */
export interface Sample {
  readonly eventType: string;
  /** Where on the demo receiver its webhook points. */
  readonly path: string;
  /** Body of `POST /webhooks`, word for word. */
  readonly webhook: string;
  /** The payload as its document prints it. */
  readonly payload: string;
  /** Whether its profile signs (JWS). */
  readonly isSigned?: true;
}

/** The tenant of the demonstration. */
export const DEMO_APPLICATION = "demo";

/** The first of them meets a receiver that is busy. */
export const SAMPLES = [
  {
    eventType: "CARD_STATUS_CHANGE",
    path: "/card-status",
    webhook: CARD_STATUS_WEBHOOK,
    payload: CARD_STATUS_CHANGE,
  },
  {
    eventType: "TRANSACTION",
    path: "/transactions",
    webhook: TRANSACTION_WEBHOOK,
    payload: TRANSACTION_PURCHASE,
  },
  {
    eventType: "WORKFLOW_COMPLETED",
    path: "/workflows",
    webhook: WORKFLOW_WEBHOOK,
    payload: WORKFLOW_COMPLETED,
    isSigned: true,
  },
] as const satisfies readonly Sample[];

/**
 * Registers the demo application with an API key and one webhook a sample, all at the receiver.
 *
 * @returns the API key (role admin, environment production)
 */
export async function registerDemo(cloud: CloudFile, receiverUrl: string): Promise<string> {
  const operator = configApiClient(cloud.api_url, cloud.operator_key);
  await operator.post("/applications", { id: DEMO_APPLICATION, name: "Demonstration" });
  const { key } = await operator.post<{ key: string }>("/api-keys", {
    name: "demo",
    role: "admin",
    application: DEMO_APPLICATION,
    environment: "production",
  });
  const tenant = configApiClient(cloud.api_url, key);
  for (const { webhook, path } of SAMPLES) {
    await tenant.post("/webhooks", webhook.replace(SAMPLE_ENDPOINT, `${receiverUrl}${path}`));
  }
  return key;
}

/** Puts the sample events on the bus, as a producer does. */
export async function publishSamples(cloud: CloudFile): Promise<void> {
  const client = new EventBridgeClient(localClientConfig(cloud.endpoint_url));
  const entries = SAMPLES.map(({ eventType, payload }) => ({
    EventBusName: cloud.event_bus,
    Source: "com.example.cards",
    DetailType: eventType,
    Detail: `{"application":"${DEMO_APPLICATION}","payload":${payload}}`,
  }));
  const answer = await client.send(new PutEventsCommand({ Entries: entries }));
  client.destroy();
  if (answer.FailedEntryCount)
    throw new Error(`the bus refused: ${JSON.stringify(answer.Entries)}`);
}
