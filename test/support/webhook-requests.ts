import { expect } from "vitest";

import { webhookSealContext } from "../../lambdas/shared/domain/seal-context.ts";
import type { Webhook } from "../../lambdas/shared/domain/webhook.ts";
import { ACME, type Answered, type makeConfigApiTestBed } from "./config-api-test-bed.ts";

type TestBed = ReturnType<typeof makeConfigApiTestBed>;

/** The least that `POST /webhooks` takes. */
export const MINIMAL = { endpoint: "https://example.com/", events: ["CARD_STATUS_CHANGE"] };
/** Basic authentication in a webhook's `config`. */
export const BASIC = { basic_auth_username: "username", basic_auth_password: "p4ssw0rd" };
/** A custom header in a webhook's `config`. */
export const APIKEY = { header_name: "apikey", header_value: "306e38e4-54be" };

/** Creates a webhook of ACME. @returns it as the API shows it */
export async function createWebhook(
  bed: TestBed,
  body: unknown = MINIMAL,
): Promise<{ readonly id: string }> {
  const answer = await bed.admin("POST", "/webhooks", body);
  expect(answer.body).toMatchObject({ status: "enabled" });
  return answer.body;
}

/** A webhook of ACME as it is stored. */
export async function storedWebhook(bed: TestBed, id: string): Promise<Webhook> {
  return (await bed.stores.webhooks.read(ACME, id)) as Webhook;
}

/** The secrets of a stored webhook, opened. */
export async function secretsOf(bed: TestBed, id: string): Promise<Record<string, string>> {
  const webhook = await storedWebhook(bed, id);
  const opened = Object.entries(webhook.sealed).map(async ([field, jwe]) => [
    field,
    await bed.ports.vault.open(jwe, webhookSealContext(webhook, field)),
  ]);
  return Object.fromEntries(await Promise.all(opened));
}

/** The fields that a 422 names, each with its message: `events[0] is malformed`. */
export function fieldErrorsOf(answer: Answered): string[] {
  expect(answer.status).toBe(422);
  expect(answer.headers["content-type"]).toBe("application/problem+json");
  return answer.body.errors.map(({ field, message, hint }: Record<string, string>) => {
    expect(hint).not.toBe("");
    return `${field} ${message}`;
  });
}
