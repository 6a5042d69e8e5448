import { webhookIdFrom } from "../../lambdas/shared/domain/identifiers.ts";
import type { Tenant } from "../../lambdas/shared/domain/tenant.ts";
import type { WebhookStatus } from "../../lambdas/shared/domain/webhook.ts";
import { environmentItemKey } from "../../lambdas/shared/dynamodb/environment-item.ts";
import { writeEventTypeItem } from "../../lambdas/shared/dynamodb/event-type-item.ts";
import { webhookItemKey, writeWebhookItem } from "../../lambdas/shared/dynamodb/webhook-item.ts";
import type { VirtualTable } from "../../tools/virtual-aws/virtual-table.ts";
import type { Scenario } from "./scenario.ts";

/** Whose everything is. */
export const TENANT: Tenant = { application: "acme", environment: "production" };

/** The one type of event, which takes any payload. */
export const EVENT_TYPE = "CARD_STATUS_CHANGE_OF_ACME";

const BYTES_OF_AN_ID = 16;

/** The same in every run. */
const ids: string[] = [];

function idOf(index: number): string {
  return (ids[index] ??= webhookIdFrom(new Uint8Array(BYTES_OF_AN_ID).fill(index + 1)));
}

/** The webhooks of one tenant, configured as the config API would have. */
export class SimulatedWebhooks {
  readonly ids: readonly string[];
  readonly #table: VirtualTable;

  /** With a schedule whose delays are a second, or what the receiver asks for. */
  constructor(
    table: VirtualTable,
    {
      webhooks: count,
      attempts,
      plainSeconds,
      rateLimit,
      maxInFlight,
      isGuarded: breaker,
    }: Scenario,
  ) {
    this.#table = table;
    this.ids = Array.from({ length: count }, (_, index) => idOf(index));
    const retry = {
      kind: "exponential",
      initialSeconds: plainSeconds,
      factor: 1,
      jitter: 0,
    } as const;
    for (const id of this.ids) {
      table.put(
        writeWebhookItem({
          ...TENANT,
          id,
          version: 1,
          endpoint: "https://receiver.example.com/hooks",
          events: [EVENT_TYPE],
          profile: "standard",
          status: "enabled",
          config: {
            customHeaderNames: [],
            signatureScheme: "none",
            retry: { ...retry, attempts, capSeconds: 14_400, breaker },
            ...(rateLimit !== undefined && { rateLimit }),
            ...(maxInFlight !== undefined && { maxInFlight }),
          },
          sealed: {},
          createdAtMs: 0,
          modifiedAtMs: 0,
        }),
      );
    }
    table.put(EVENT_TYPE_ITEM);
    this.#changed();
  }

  /** `undefined` once it is deleted. */
  statusOf(id: string): WebhookStatus | undefined {
    return this.#table.get(webhookItemKey(TENANT, id))?.["status"]?.S as WebhookStatus | undefined;
  }

  setStatus(id: string, status: WebhookStatus): void {
    const item = this.#table.get(webhookItemKey(TENANT, id)) ?? {};
    const version = { N: String(Number(item["version"]?.N) + 1) };
    this.#table.put({ ...item, status: { S: status }, version });
    this.#changed();
  }

  remove(id: string): void {
    this.#table.remove(webhookItemKey(TENANT, id));
    this.#changed();
  }

  #changed(): void {
    const key = environmentItemKey(TENANT);
    const revision = { N: String(Number(this.#table.get(key)?.["revision"]?.N ?? 0) + 1) };
    this.#table.put({ ...key, revision });
  }
}

const EVENT_TYPE_ITEM = writeEventTypeItem({
  ...TENANT,
  name: EVENT_TYPE,
  description: "",
  schema: { type: "object" },
  attributes: { mandatory: [], selectable: [], default: "*" },
  createdAtMs: 0,
  modifiedAtMs: 0,
});
