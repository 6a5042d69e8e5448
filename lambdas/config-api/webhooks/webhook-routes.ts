import * as z from "zod";

import type { Tenant } from "../../shared/domain/tenant.ts";
import { fieldPath } from "../http/field-errors.ts";
import { WEBHOOK_ID } from "../http/fields.ts";
import { inexactNumbers } from "../http/inexact-numbers.ts";
import { invalidFields, noSuch, type Problem } from "../http/problem.ts";
import { jsonResponse, noContent, type Reply } from "../http/reply.ts";
import { type Call, type Route, tenantRoute } from "../http/route.ts";
import { patchWebhook, readWebhook, setWebhookStatus } from "./change-webhook.ts";
import { unknownEventWarnings } from "./check-attributes.ts";
import { createWebhook, type WebhookOutcome } from "./create-webhook.ts";
import { makeReopen, type ReopenPorts } from "./health/webhook-health.ts";
import { shortSecretWarnings } from "./signature/signature-secret.ts";
import { makeWakeEnabled, type WakePorts } from "./wake-enabled.ts";
import { webhookChange } from "./webhook-change.ts";
import { type Besides, showWebhook } from "./webhook-document.ts";
import { inFlightWarnings } from "./webhook-limits.ts";
import { webhookOut } from "./webhook-out.ts";
import type { WebhookPorts } from "./webhook-ports.ts";
import { makeWebhookReadRoutes, type WebhookReadPorts } from "./webhook-read-routes.ts";

const shown = { description: "The webhook.", schema: webhookOut };
const params = { id: WEBHOOK_ID };
const MEANWHILE = "Others keep changing it.";
const urls = ["endpoint", "config.oauth2.token_url"];

/** What reading and changing webhooks needs. */
export type WebhookRoutePorts = WebhookPorts & WebhookReadPorts & WakePorts & ReopenPorts;

/** `/webhooks`. */
export function makeWebhookRoutes(ports: WebhookRoutePorts): Route[] {
  const { webhooks, schemas } = ports;
  const wakeEnabled = makeWakeEnabled(ports);
  const reopen = makeReopen(ports);
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
      responses: { 201: shown },
      async run(call, tenant) {
        const refused = filterNumbersProblem(call.bodyTexts);
        if (refused !== undefined) return refused;
        const when = { idBytes: call.idBytes(16), nowMs: call.nowMs };
        return showWritten(await createWebhook(ports, tenant, call.body, when), 201, call);
      },
    }),
    ...makeWebhookReadRoutes(ports),
    tenantRoute({
      method: "PATCH",
      path: "/webhooks/{id}",
      operationId: "changeWebhook",
      summary: "Change a webhook (merge patch, RFC 7396)",
      description:
        "Members that are not named stay, null removes, and an unknown name is refused with null, too; a new retry.kind or signature.scheme starts afresh, with its own defaults. A custom header or an OAuth 2.0 client named without its secret keeps the stored one; a client certificate is given as a whole. An endpoint or token_url of another origin needs the secrets that are sent there again. Ids, status and times are not changed this way.",
      permission: "webhooks:write",
      params,
      body: z.record(z.string(), z.unknown()),
      documentedBody: schemas.patch,
      conflict: MEANWHILE,
      urls,
      keepTextOf: ["filter"],
      responses: { 200: shown },
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
      responses: { 204: { description: "It is gone." } },
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

  /** The answer to a request that configured a webhook, with warnings of unknown event types. */
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
      ...inFlightWarnings(webhook.config, ports),
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
      responses: { 200: shown },
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
  return jsonResponse(status, showWebhook(webhook, nowMs, { ...besides, madeSecret }));
}

/**
 * Refuses a filter with numbers that would be stored, and compared, as others than they were
 * written.
 * @param texts of the request's members, by path
 */
function filterNumbersProblem(texts: ReadonlyMap<string, string>): Problem | undefined {
  const inexact = inexactNumbers(texts.get("/filter") ?? "{}");
  if (inexact.length === 0) return undefined;
  return invalidFields(
    inexact.map(([name = "", ...steps]) => ({
      field: fieldPath(["filter", ...String(name).split("."), ...steps], "filter"),
      message: "is a number that cannot be compared exactly",
      hint: `use numbers of at most 15 digits, up to ${Number.MAX_SAFE_INTEGER}; longer ids are texts in most payloads`,
    })),
  );
}
