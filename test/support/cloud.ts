import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { CloudFormationClient, paginateDescribeStacks } from "@aws-sdk/client-cloudformation";

import { eventIdOf } from "../../lambdas/shared/domain/identifiers.ts";
import { type CloudFile, readCloudFile } from "../../local/cloud/cloud-file.ts";
import { localClientConfig, type LocalClientConfig } from "../../local/cloud/local-aws.ts";
import { recordCall } from "./api-record.ts";

/** The deployed stacks that contract and end-to-end tests talk to. */
export interface TestCloud extends CloudFile {
  /** For every AWS SDK client: `new SQSClient(cloud.client)`. */
  readonly client: LocalClientConfig;
  /** Outputs of all stacks by name: `outputs["DeliveriesTableName"]`. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Calls the config API with the operator key. */
  readonly operator: ApiCaller;
}

/** What the config API answered. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body, undefined when it is not JSON; typed as the test expects it. */
  // oxlint-disable-next-line typescript/no-explicit-any -- each test knows the shape it asked for
  readonly body: any;
}

/** Calls one route. A text or bytes go out as they are, anything else as JSON. */
export type ApiCaller = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<ApiAnswer>;

/** An application of a test's own, so that tests do not see each other's webhooks. */
export interface TestTenant {
  readonly application: string;
  readonly environment: "production" | "sandbox";
  readonly apiKey: string;
  /** Calls the config API with that key (role admin). */
  readonly api: ApiCaller;
}

/** How long an event may take from the bus through a fan-out that starts cold, in milliseconds. */
const KEY_IS_TOLD_MS = 30_000;

let opened: Promise<TestCloud> | undefined;

/**
 * The cloud that `npm test` has started (RINGBACK_TEST_CLOUD names its cloud file), else the one
 * that `npm start` has open.
 *
 * @throws {Error} that says what to do when there is none
 */
export function testCloud(): Promise<TestCloud> {
  opened ??= open();
  return opened;
}

async function open(): Promise<TestCloud> {
  const path =
    process.env["RINGBACK_TEST_CLOUD"] ?? join(import.meta.dirname, "../../.ringback/cloud.json");
  const file = readCloudFile(path);
  if (file === undefined) {
    throw new Error(
      `no local cloud at ${path}: run "npm test", or keep "npm start" open in another terminal`,
    );
  }
  const client = localClientConfig(file.endpoint_url);
  return {
    ...file,
    client,
    outputs: await stackOutputs(client),
    operator: apiCaller(file.api_url, file.operator_key),
  };
}

async function stackOutputs(client: LocalClientConfig): Promise<Record<string, string>> {
  const outputs: Record<string, string> = {};
  const cloudFormation = new CloudFormationClient(client);
  for await (const { Stacks } of paginateDescribeStacks({ client: cloudFormation }, {})) {
    for (const { OutputKey, OutputValue } of Stacks?.flatMap((stack) => stack.Outputs ?? []) ??
      []) {
      if (OutputKey !== undefined && OutputValue !== undefined) outputs[OutputKey] = OutputValue;
    }
  }
  cloudFormation.destroy();
  return outputs;
}

/** Calls the config API with a key, or without any. */
export function apiCaller(apiUrl: string, key?: string): ApiCaller {
  return async (method, path, body, headers = {}) => {
    const asIs = typeof body === "string" || body instanceof Uint8Array;
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: asIs ? (body as string | Uint8Array<ArrayBuffer>) : JSON.stringify(body) }),
    });
    const text = await response.text();
    const idempotencyKey = headers["idempotency-key"];
    recordCall({
      method,
      path,
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      sent: body === undefined ? "" : asIs ? Buffer.from(body).toString() : JSON.stringify(body),
      status: response.status,
      answered: `${Array.from(response.headers, (header) => header.join(": ")).join("\n")}\n\n${text}`,
    });
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  };
}

/**
 * Makes an application with a key of role admin.
 *
 * @param label part of its id, to be found again in logs: letters, digits and hyphens
 */
export async function newTenant(
  cloud: TestCloud,
  label: string,
  environment: "production" | "sandbox" = "production",
): Promise<TestTenant> {
  const application = `${label}-${randomBytes(4).toString("hex")}`;
  await cloud.operator("POST", "/applications", { id: application, name: label }).then(created);
  const request = { name: label, role: "admin", application, environment };
  const { id, key } = (await cloud.operator("POST", "/api-keys", request).then(created)).body;
  const tenant = { application, environment, apiKey: key, api: apiCaller(cloud.api_url, key) };
  await untilKeyIsTold(tenant, id);
  return tenant;
}

/**
 * Waits until the event that tells of a new API key was taken: it would be one more for a webhook
 * of all types that a test makes then, and is rejected where its application is gone.
 */
export async function untilKeyIsTold(
  { application, environment, api }: Omit<TestTenant, "apiKey">,
  keyId: string,
): Promise<void> {
  const id = eventIdOf({ application, environment }, "operation", `api-key.created:${keyId}`);
  const stopMs = Date.now() + KEY_IS_TOLD_MS;
  while ((await api("GET", `/events/${id}`)).status !== 200) {
    if (Date.now() > stopMs) throw new Error(`no event tells of ${keyId}`);
    await sleep(50);
  }
}

function created(answer: ApiAnswer): ApiAnswer {
  if (answer.status !== 201) throw new Error(`expected 201, got ${answer.status}: ${answer.text}`);
  return answer;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
