import * as z from "zod";

import { holdsBack } from "../../shared/domain/breaker.ts";
import { defined } from "../../shared/domain/defined.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";
import type { Webhook } from "../../shared/domain/webhook.ts";
import { knownStanding } from "../../shared/waiting/pool-of.ts";
import { eventTypeName, strict, WEBHOOK_ID } from "../http/fields.ts";
import { pageOf, pagingQuery, takePage } from "../http/paging.ts";
import { noSuch, type Problem } from "../http/problem.ts";
import { jsonAnswer, noContent, type Reply } from "../http/reply.ts";
import { type Call, type Route, tenantRoute } from "../http/route.ts";
import { patchWebhook, readWebhook, setWebhookStatus } from "./change-webhook.ts";
import { unknownEventWarnings } from "./check-attributes.ts";
import { createWebhook, type WebhookOutcome } from "./create-webhook.ts";
import { filterNumbersProblem } from "./filter/filter-numbers.ts";
import { type LimitedPorts, makeFindLimited } from "./health/find-limited.ts";
import { readTenantHealth } from "./health/known-health.ts";
import { type LastOutcomePorts, readLastOutcomes } from "./health/last-outcomes.ts";
import {
  healthState,
  type KnownHealth,
  makeReopen,
  type ReopenPorts,
  showHealth,
} from "./health/webhook-health.ts";
import { listWebhooks } from "./list-webhooks.ts";
import { shortSecretWarnings } from "./signature/signature-secret.ts";
import { makeWakeEnabled, type WakePorts } from "./wake-enabled.ts";
import { webhookChange } from "./webhook-change.ts";
import { type Besides, showWebhook } from "./webhook-document.ts";
import { inFlightWarnings } from "./webhook-limits.ts";
import { webhookOut } from "./webhook-out.ts";
import type { WebhookPorts } from "./webhook-ports.ts";

const shown = { description: "The webhook.", schema: webhookOut };
const params = { id: WEBHOOK_ID };
const NOTHING_KNOWN: KnownHealth = { standing: undefined, breaker: undefined };
const MEANWHILE = "Others keep changing it.";
const urls = ["endpoint", "config.oauth2.token_url"];

/** What reading and changing webhooks needs. */
type WebhookRoutePorts = WebhookPorts & WakePorts & ReopenPorts & LimitedPorts & LastOutcomePorts;

/** `/webhooks`. */
export function makeWebhookRoutes(ports: WebhookRoutePorts): Route[] {
  const { webhooks, schemas } = ports;
  const wakeEnabled = makeWakeEnabled(ports);
  const warn = ({ config }: Webhook) => inFlightWarnings(config, ports);
  const reopen = makeReopen(ports);
  const findLimited = makeFindLimited(ports);
  return [
    tenantRoute({
      method: "POST",
      path: "/webhooks",
      operationId: "createWebhook",
      summary: "Create a webhook",
      permission: "webhooks:write",
      body: schemas.created,
      conflict: "There are as many webhooks as there may be.",
      urls,
      keepTextOf: ["filter"],
      answers: { 201: shown },
      async run(call, tenant) {
        const refused = filterNumbersProblem(call.bodyTexts);
        if (refused !== undefined) return refused;
        const when = { idBytes: call.idBytes(16), nowMs: call.nowMs };
        return showWritten(await createWebhook(ports, tenant, call.body, when), 201, call);
      },
    }),
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
      answers: { 200: { description: "A page.", schema: pageOf(webhookOut) } },
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
        const found = await listWebhooks(webhooks, tenant, filter, after.position?.[0], limit + 1);
        await healths.look(found);
        const showOne = (webhook: Webhook) =>
          showWebhook(webhook, nowMs, { health: healths.of(webhook), capacity: ports });
        return jsonAnswer(200, await takePage(found, limit, showOne, cursors, ({ id }) => [id]));
      },
    }),
    tenantRoute({
      method: "GET",
      path: "/webhooks/{id}",
      operationId: "getWebhook",
      summary: "Read a webhook",
      permission: "webhooks:read",
      params,
      answers: { 200: shown },
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
        const besides = { known, health, last, warnings: warn(webhook), capacity: ports };
        return jsonAnswer(200, showWebhook(webhook, call.nowMs, besides));
      },
    }),
    tenantRoute({
      method: "PATCH",
      path: "/webhooks/{id}",
      operationId: "changeWebhook",
      summary: "Change a webhook (merge patch, RFC 7396)",
      description:
        "Members that are not named stay, null removes; a new retry.kind or signature.scheme starts afresh, with its own defaults. A custom header or an OAuth 2.0 client named without its secret keeps the stored one; a client certificate is given as a whole. An endpoint or token_url of another origin needs the secrets that are sent there again. Ids, status and times are not changed this way.",
      permission: "webhooks:write",
      params,
      body: z.record(z.string(), z.unknown()),
      documentedBody: schemas.patch,
      conflict: MEANWHILE,
      urls,
      keepTextOf: ["filter"],
      answers: { 200: shown },
      async run(call, tenant) {
        const { params: named, body, nowMs } = call;
        const refused = filterNumbersProblem(call.bodyTexts);
        if (refused !== undefined) return refused;
        const outcome = await patchWebhook(ports, tenant, named["id"] ?? "", body, nowMs);
        // It may have moved: what it said before says nothing of it now.
        if (outcome.kind === "webhook") {
          await reopen({ ...tenant, webhookId: outcome.webhook.id }, nowMs);
        }
        // What waits for the old limit goes on by the new one.
        if (changesLimit(outcome)) await wakeEnabled(outcome.webhook);
        return showWritten(outcome, 200, call);
      },
    }),
    tenantRoute({
      method: "DELETE",
      path: "/webhooks/{id}",
      operationId: "deleteWebhook",
      summary: "Delete a webhook; deliveries that wait for it are dropped",
      description:
        "Also one that was made for the origin of callback URLs: the next notification for it makes it anew.",
      permission: "webhooks:write",
      params,
      answers: { 204: { description: "It is gone." } },
      async run({ params: { id = "" }, changed }, tenant) {
        const webhook = await readWebhook(ports, tenant, id);
        const isRemoved = webhook !== undefined && (await webhooks.remove(tenant, id));
        if (!isRemoved) return noSuch("webhook");
        changed(webhookChange(webhook, undefined));
        return noContent;
      },
    }),
    statusRoute("enable", "Enable a webhook: what waits for it runs on at once", "enabled"),
    statusRoute("disable", "Pause a webhook: its deliveries wait, at most 28 days", "disabled"),
  ];

  /** The answer to a request that configured a webhook: with warnings of event types that there are not. */
  async function showWritten(
    outcome: WebhookOutcome,
    status: number,
    { body, nowMs, changed }: Pick<Call<unknown, unknown>, "body" | "nowMs" | "changed">,
  ): Promise<Reply> {
    if (outcome.kind === "problem") return outcome;
    changed(outcome.change);
    const { webhook } = outcome;
    const warnings = [
      ...(await unknownEventWarnings(ports, webhook)),
      ...shortSecretWarnings(webhook, body),
      ...warn(webhook),
    ];
    return show(outcome, status, nowMs, { warnings, capacity: ports });
  }

  function statusRoute(
    verb: "enable" | "disable",
    summary: string,
    status: "enabled" | "disabled",
  ): Route {
    return tenantRoute({
      method: "POST",
      path: `/webhooks/{id}/${verb}`,
      conflict: MEANWHILE,
      operationId: `${verb}Webhook`,
      summary,
      permission: "webhooks:write",
      params,
      answers: { 200: shown },
      async run({ params: { id = "" }, nowMs, changed }, tenant: Tenant) {
        const outcome = await setWebhookStatus(ports, tenant, id, status, nowMs);
        if (outcome.kind === "webhook") {
          changed(outcome.change);
          if (status === "enabled") await wakeEnabled(outcome.webhook);
        }
        return show(outcome, 200, nowMs, { capacity: ports });
      },
    });
  }
}

function changesLimit(outcome: WebhookOutcome): outcome is Exclude<WebhookOutcome, Problem> {
  return (
    outcome.kind === "webhook" &&
    outcome.change?.fields.some(({ field }) =>
      /^config\.(?:rate_limit|max_in_flight)/u.test(field),
    ) === true
  );
}

function show(outcome: WebhookOutcome, status: number, nowMs: number, besides: Besides): Reply {
  if (outcome.kind === "problem") return outcome;
  const { webhook, madeSecret } = outcome;
  return jsonAnswer(status, showWebhook(webhook, nowMs, { ...besides, madeSecret }));
}
