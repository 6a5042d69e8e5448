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

/** The client of OAuth 2.0 in a webhook's `config`. */
export const OAUTH2 = {
  token_url: "https://login.example.com/token",
  client_id: "ringback",
  client_secret: "s3cret of the client",
};
/** The least that `POST /notifications` takes. */
export const NOTIFICATION = {
  user_id: "testuser",
  msg_id: "1234567890",
  msg_type: "TWO-WAY",
  expires_in: 180,
  actions: ["Approved"],
};

/** Creates a webhook of ACME. @returns it as the API shows it */
export async function createWebhook(
  bed: TestBed,
  body: unknown = MINIMAL,
): Promise<{ readonly id: string }> {
  const answer = await bed.admin("POST", "/webhooks", body);
  expect(answer.body).toMatchObject({ status: "enabled" });
  return answer.body;
}

/** Creates a webhook of a tenant for all events. @returns its id */
export async function webhookOf(bed: TestBed, tenant = ACME): Promise<string> {
  const webhook = { endpoint: "https://example.com/", events: ["*"] };
  return (await bed.admin("POST", "/webhooks", webhook, undefined, tenant)).body.id;
}

/** What is on all pages of a list; `ask` adds `&cursor=…` to its query, or nothing. */
export async function allPages(ask: (cursor: string) => Promise<Answered>) {
  const found: Answered["body"][] = [];
  for (let cursor = ""; ;) {
    const { status, body } = await ask(cursor);
    expect(status).toBe(200);
    found.push(...body.data);
    if (body.next_cursor === null) return found;
    cursor = `&cursor=${body.next_cursor}`;
  }
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
    expect(hint).toMatch(/./u);
    return `${field} ${message}`;
  });
}
