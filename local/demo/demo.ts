import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";

import type { CloudFile } from "../cloud/cloud-file.ts";
import { localClientConfig } from "../cloud/local-aws.ts";
import { RunFailed } from "../session/run-failed.ts";
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
  const { api_url: apiUrl, operator_key: operatorKey } = cloud;
  const application = { id: DEMO_APPLICATION, name: "Demonstration" };
  await post(`${apiUrl}/applications`, operatorKey, JSON.stringify(application));
  const apiKey = { name: "demo", role: "admin", application: DEMO_APPLICATION };
  const asked = JSON.stringify({ ...apiKey, environment: "production" });
  const { key } = (await post(`${apiUrl}/api-keys`, operatorKey, asked)) as { key: string };
  for (const { webhook, path } of SAMPLES) {
    const body = webhook.replace(SAMPLE_ENDPOINT, `${receiverUrl}${path}`);
    await post(`${apiUrl}/webhooks`, key, body);
  }
  return key;
}

/**
 * POSTs a body to the config API, byte for byte, and returns the answer.
 *
 * @param key API key or operator key
 * @throws {RunFailed} with status and answer when that is not 2xx
 */
async function post(url: string, key: string, body: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body });
  const text = await response.text();
  if (!response.ok) throw new RunFailed(`POST ${url} was answered ${response.status}: ${text}`);
  return JSON.parse(text);
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
