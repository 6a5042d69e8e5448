import * as z from "zod";

import { holdsBack } from "../../shared/domain/breaker.ts";
import { isCallbackConfig } from "../../shared/domain/callback-webhook.ts";
import { defined } from "../../shared/domain/defined.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";
import type { Webhook, WebhookStatus } from "../../shared/domain/webhook.ts";
import { knownStanding } from "../../shared/waiting/pool-of.ts";
import { eventTypeName, strict, WEBHOOK_ID } from "../http/fields.ts";
import { noSuch } from "../http/problem.ts";
import { jsonResponse } from "../http/reply.ts";
import { pageOf, pagingQuery, type Route, takePage, tenantRoute } from "../http/route.ts";
import { readWebhook } from "./change-webhook.ts";
import { type FindLimited, type LimitedPorts, makeFindLimited } from "./health/find-limited.ts";
import { type LastOutcomePorts, readLastOutcomes } from "./health/last-outcomes.ts";
import { healthState, type KnownHealth, showHealth } from "./health/webhook-health.ts";
import { showWebhook } from "./webhook-document.ts";
import { inFlightWarnings } from "./webhook-limits.ts";
import { webhookOut } from "./webhook-out.ts";
import type { WebhookPorts, WebhookStore } from "./webhook-ports.ts";

/** Webhooks read at once while a filter is applied. */
const READ_AT_ONCE = 200;

/** Which webhooks are listed. */
interface WebhookFilter {
  /** Those that name this event type, or all of them. */
  readonly event?: string;
  readonly status?: WebhookStatus;
  /** Those that were made for callback origins, or all others. */
  readonly isHidden: boolean;
  /** Those of some that pass whatever else is asked for. @default - all do */
  readonly narrow?: (webhooks: readonly Webhook[]) => Promise<readonly Webhook[]>;
}

/** Webhooks by id after `after` that pass the filter: up to `limit`, fewer only at the end. */
async function listWebhooks(
  webhooks: Pick<WebhookStore, "list">,
  tenant: Tenant,
  filter: WebhookFilter,
  after: string | undefined,
  limit: number,
): Promise<Webhook[]> {
  const found: Webhook[] = [];
  let last = after;
  for (;;) {
    const page = await webhooks.list(tenant, last, READ_AT_ONCE);
    const passed = page.filter((webhook) => passes(webhook, filter));
    found.push(...((await filter.narrow?.(passed)) ?? passed));
    last = page.at(-1)?.id;
    if (page.length < READ_AT_ONCE || found.length >= limit) return found.slice(0, limit);
  }
}

function passes(webhook: Webhook, { event, status, isHidden }: WebhookFilter): boolean {
  if ((webhook.hidden === true) !== isHidden || isCallbackConfig(webhook)) return false;
  const namesEvent =
    event === undefined || webhook.events.includes(event) || webhook.events.includes("*");
  const isOfStatus = status === undefined || webhook.status === status;
  return namesEvent && isOfStatus;
}

const NOTHING_KNOWN: KnownHealth = { standing: undefined, breaker: undefined };

/** What reading webhooks, and what is known of their receivers, needs. */
export type WebhookReadPorts = Pick<
  WebhookPorts,
  "webhooks" | "standings" | "breakers" | "listHealth" | "mostInFlight" | "defaultLimits"
> &
  LimitedPorts &
  LastOutcomePorts;

/** `GET /webhooks` and `GET /webhooks/{id}`. */
export function makeWebhookReadRoutes(ports: WebhookReadPorts): Route[] {
  const findLimited = makeFindLimited(ports);
  return [
    tenantRoute({
      method: "GET",
      path: "/webhooks",
      operationId: "listWebhooks",
      summary: "List webhooks, by id",
      permission: "webhooks:read",
      query: strict({
        event: eventTypeName
          .optional()
          .meta({ description: "Only webhooks that name this event type, or all of them." }),
        status: webhookOut.shape.status
          .optional()
          .meta({ description: "Only webhooks that are so." }),
        health: healthState
          .optional()
          .meta({ description: "Only webhooks whose receivers are so." }),
        hidden: z.enum(["true", "false"]).default("false").meta({
          description:
            "`true`: instead of your own, those that were made for the origins of callback URLs.",
        }),
        ...pagingQuery,
      }),
      responses: { 200: { description: "A page.", schema: pageOf(webhookOut) } },
      async run({ query: { event, status, health, hidden, limit }, cursors, nowMs }, tenant) {
        const after = await cursors.read(z.tuple([z.string().regex(WEBHOOK_ID)]));
        if (after.kind === "problem") return after;
        const healths = await readTenantHealth({ ...ports, findLimited }, tenant, nowMs);
        const filter = {
          isHidden: hidden === "true",
          ...(health !== undefined && {
            async narrow(some: readonly Webhook[]) {
              await healths.look(some);
              return some.filter(
                (one) => showHealth(healths.of(one) ?? NOTHING_KNOWN).state === health,
              );
            },
          }),
          ...defined({ event, status }),
        };
        const found = await listWebhooks(
          ports.webhooks,
          tenant,
          filter,
          after.position?.[0],
          limit + 1,
        );
        await healths.look(found);
        const showOne = (webhook: Webhook) =>
          showWebhook(webhook, nowMs, { health: healths.of(webhook), capacity: ports });
        return jsonResponse(200, await takePage(found, limit, showOne, cursors, ({ id }) => [id]));
      },
    }),
    tenantRoute({
      method: "GET",
      path: "/webhooks/{id}",
      operationId: "getWebhook",
      summary: "Read a webhook",
      permission: "webhooks:read",
      params: { id: WEBHOOK_ID },
      responses: { 200: { description: "The webhook.", schema: webhookOut } },
      async run(call, tenant) {
        const id = call.params["id"] ?? "";
        const owner = { ...tenant, webhookId: id };
        const [webhook, known, broken] = await Promise.all([
          readWebhook(ports, tenant, id),
          ports.standings && knownStanding(ports.standings, owner),
          ports.breakers?.read(owner),
        ]);
        if (webhook === undefined) return noSuch("webhook");
        const { breaker } = broken ?? {};
        const downSinceMs = holdsBack(breaker) ? breaker?.sinceMs : undefined;
        const [limited, last] = await Promise.all([
          findLimited([webhook], call.nowMs),
          readLastOutcomes(ports, webhook, downSinceMs),
        ]);
        const health = broken && { standing: known?.standing, breaker, limited: limited.get(id) };
        const besides = {
          known,
          health,
          last,
          warnings: inFlightWarnings(webhook.config, ports),
          capacity: ports,
        };
        return jsonResponse(200, showWebhook(webhook, call.nowMs, besides));
      },
    }),
  ];
}

/** How the webhooks of one tenant are, as one request sees it. */
interface TenantHealth {
  /** Looks at some of them, and at none twice. */
  look(webhooks: readonly Webhook[]): Promise<void>;
  /** Of a webhook that was looked at; `undefined`: nothing is told of health. */
  of(webhook: Webhook): KnownHealth | undefined;
}

/** Reads at once what is known against a tenant's receivers; effects of limits only if asked. */
async function readTenantHealth(
  { listHealth, findLimited }: Pick<WebhookPorts, "listHealth"> & { findLimited: FindLimited },
  tenant: Tenant,
  nowMs: number,
): Promise<TenantHealth> {
  const known = await listHealth?.(tenant);
  const seen = new Map<string, KnownHealth>();
  return {
    async look(webhooks) {
      const others = webhooks.filter(({ id }) => !seen.has(id));
      const limited = await findLimited(others, nowMs);
      for (const { id } of others) {
        const { standing, breaker } = known?.get(id) ?? {};
        seen.set(id, { standing, breaker, limited: limited.get(id) });
      }
    },
    of: ({ id }) => known && seen.get(id),
  };
}
