import { builtInAttributesOf } from "../../lambdas/shared/profiles/profiles.ts";
import type { TestTenant } from "./cloud.ts";

/** A webhook to create; `events` is all of them unless it says otherwise. */
export interface NewTestWebhook {
  readonly endpoint: string;
  readonly events?: readonly string[];
  readonly attributes?: readonly string[];
  readonly filter?: object;
  readonly profile?: string;
  readonly config?: object;
}

/**
 * Makes event types of a tenant's own that take any payload; names of built-in ones, and `*`, are
 * passed over.
 *
 * @throws {Error} with the answer when one is refused
 */
export async function defineEventTypes(
  tenant: Pick<TestTenant, "api">,
  names: readonly string[],
): Promise<void> {
  const own = names.filter((name) => name !== "*" && builtInAttributesOf(name) === undefined);
  for (const name of own) {
    const answer = await tenant.api("PUT", `/event-types/${name}`, { schema: { type: "object" } });
    if (answer.status !== 201 && answer.status !== 200) {
      throw new Error(`expected 200 or 201, got ${answer.status}: ${answer.text}`);
    }
  }
}

/**
 * Creates a webhook, and the event types that it names.
 *
 * @returns its id
 * @throws {Error} with the answer when that is not 201
 */
export async function createWebhook(tenant: TestTenant, webhook: NewTestWebhook): Promise<string> {
  await defineEventTypes(tenant, webhook.events ?? []);
  const answer = await tenant.api("POST", "/webhooks", { events: ["*"], ...webhook });
  if (answer.status !== 201) throw new Error(`expected 201, got ${answer.status}: ${answer.text}`);
  return answer.body.id;
}

/**
 * Disables the webhooks of a tenant: what happens after its tests, a rotation of keys every minute
 * among it, is not delivered to a receiver that is there no more.
 */
export async function disableWebhooks({ api }: Pick<TestTenant, "api">): Promise<void> {
  const { body } = await api("GET", "/webhooks?status=enabled&limit=100");
  await Promise.all(
    (body.data as { id: string }[]).map(({ id }) => api("POST", `/webhooks/${id}/disable`)),
  );
}

/** The retry policy of a webhook that is spent soon. */
export function fixedRetry(attempts: number, intervalSeconds: number): object {
  return { kind: "fixed", attempts, interval_seconds: intervalSeconds };
}
