import type { TestTenant } from "./cloud.ts";

/** A webhook to create; `events` is all of them unless it says otherwise. */
export interface NewTestWebhook {
  readonly endpoint: string;
  readonly events?: readonly string[];
  readonly config?: object;
}

/**
 * Creates a webhook.
 *
 * @returns its id
 * @throws {Error} with the answer when that is not 201
 */
export async function createWebhook(tenant: TestTenant, webhook: NewTestWebhook): Promise<string> {
  const answer = await tenant.api("POST", "/webhooks", { events: ["*"], ...webhook });
  if (answer.status !== 201) throw new Error(`expected 201, got ${answer.status}: ${answer.text}`);
  return answer.body.id;
}

/** The retry policy of a webhook that is spent soon. */
export function fixedRetry(attempts: number, intervalSeconds: number): object {
  return { kind: "fixed", attempts, interval_seconds: intervalSeconds };
}
