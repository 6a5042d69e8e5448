import * as z from "zod";

import type { DestinationRules } from "../../shared/domain/destination-rules.ts";
import { APPLICATION_ID } from "../../shared/domain/tenant.ts";
import { applicationId, strict } from "../http/fields.ts";
import { noSuch, type Problem, problem } from "../http/problem.ts";
import { jsonResponse, noContent, type Reply } from "../http/reply.ts";
import { type Changed, pageOf, pagingQuery, type Route, route, takePage } from "../http/route.ts";
import type { WebhookSchemas } from "../webhooks/webhook-schemas.ts";
import { applicationChange } from "./application-change.ts";
import {
  applicationOut,
  makeApplicationPatch,
  newApplication,
  showApplication,
} from "./application-schemas.ts";
import {
  type CallbackConfig,
  type CallbackConfigPorts,
  removeCallbackConfig,
  resolveCallbackConfig,
  showCallbackConfig,
  storeCallbackConfig,
} from "./callback-config.ts";
import { setLegacySecrets } from "./legacy-secrets.ts";
import {
  type ApplicationPorts,
  type ApplicationRemoval,
  createApplication,
  removeApplication,
} from "./manage-applications.ts";

const one = {
  permission: "applications",
  path: "/applications/{id}",
  params: { id: APPLICATION_ID },
} as const;
const shown = { description: "The application.", schema: applicationOut };

/** What managing applications and their `callback_config` needs. */
export type ApplicationRoutePorts = ApplicationPorts &
  CallbackConfigPorts & {
    readonly schemas: WebhookSchemas;
    /** Where webhooks may point to. */
    readonly destinationRules: DestinationRules;
  };

/** `/applications`: for the operator key. */
export function makeApplicationRoutes(ports: ApplicationRoutePorts): Route[] {
  const { applications } = ports;
  return [
    route({
      method: "POST",
      path: "/applications",
      operationId: "createApplication",
      summary: "Create an application with its environments production and sandbox",
      permission: "applications",
      body: newApplication,
      conflict: "There is an application of this id, or there was one within 60 days.",
      responses: { 201: shown },
      async run({ body, nowMs, changed }) {
        const made = await createApplication(ports, body, nowMs);
        if (made.kind === "problem") return made;
        const { application } = made;
        changed(applicationChange(undefined, application));
        await setLegacySecrets(ports, application.id, body.legacy_secrets, changed);
        return jsonResponse(201, showApplication(application));
      },
    }),
    route({
      method: "GET",
      path: "/applications",
      operationId: "listApplications",
      summary: "List applications, by id",
      permission: "applications",
      query: strict(pagingQuery),
      responses: { 200: { description: "A page.", schema: pageOf(applicationOut) } },
      async run({ query: { limit }, cursors }) {
        const after = await cursors.read(z.tuple([applicationId]));
        if (after.kind === "problem") return after;
        const found = await applications.list(after.position?.[0], limit + 1);
        return jsonResponse(
          200,
          await takePage(found, limit, showApplication, cursors, ({ id }) => [id]),
        );
      },
    }),
    route({
      ...one,
      method: "GET",
      operationId: "getApplication",
      summary: "Read an application",
      responses: { 200: shown },
      async run({ params: { id = "" }, nowMs }) {
        const application = await applications.read(id);
        if (application === undefined) return noSuch("application");
        const callbackConfig = await showCallbackConfig(ports, id, nowMs);
        return jsonResponse(200, showApplication(application, callbackConfig));
      },
    }),
    route({
      ...one,
      method: "PATCH",
      operationId: "changeApplication",
      summary: "Change an application (merge patch)",
      body: makeApplicationPatch(ports.schemas, ports.destinationRules),
      urls: ["callback_config.oauth2.token_url"],
      conflict: "Others keep changing it.",
      responses: { 200: shown },
      async run({ params: { id = "" }, body, nowMs, changed }) {
        const patched = await patchApplication(ports, id, body, nowMs, changed);
        return patched === "absent" ? noSuch("application") : patched;
      },
    }),
    route({
      ...one,
      method: "DELETE",
      operationId: "deleteApplication",
      summary: "Delete an application, its API keys and portal links",
      description:
        "Refused with 409 while one of its environments has webhooks. Its id can be used again after 60 days, when its events are gone.",
      conflict: "It has webhooks.",
      responses: { 204: { description: "It is gone." } },
      async run({ params: { id = "" }, nowMs, changed }) {
        return removalReply(await removeApplication(ports, id, nowMs, changed));
      },
    }),
  ];
}

function removalReply(removal: ApplicationRemoval): Reply {
  if (removal === "removed") return noContent;
  return removal === "absent"
    ? noSuch("application")
    : problem("conflict", "The application has webhooks: delete them first.");
}

type Patch = z.output<ReturnType<typeof makeApplicationPatch>>;

/** Changes an application: everything is checked before the first write. */
async function patchApplication(
  ports: Pick<ApplicationPorts, "applications"> & CallbackConfigPorts,
  id: string,
  patch: Patch,
  nowMs: number,
  changed: Changed,
): Promise<Reply | "absent"> {
  const { applications } = ports;
  const before = await applications.read(id);
  if (before === undefined) return "absent";
  const callbacks = await resolveCallbacks(ports, id, patch, nowMs);
  if (callbacks?.kind === "problem") return callbacks;
  const application = await (patch.name === undefined
    ? applications.read(id)
    : applications.rename(id, patch.name, nowMs));
  if (application === undefined) return "absent";
  changed(applicationChange(before, application));
  await setLegacySecrets(ports, id, patch.legacy_secrets, changed);
  const refused =
    callbacks === undefined
      ? undefined
      : await storeCallbackConfig(ports, id, callbacks, nowMs, changed);
  if (refused !== undefined) return refused;
  if (patch.callback_config === null) await removeCallbackConfig(ports, id, changed);
  const config = await showCallbackConfig(ports, id, nowMs, callbacks?.madeSecret);
  return jsonResponse(200, showApplication(application, config));
}

async function resolveCallbacks(
  ports: CallbackConfigPorts,
  id: string,
  { callback_config: config, legacy_secrets: legacy }: Patch,
  nowMs: number,
): Promise<Problem | CallbackConfig | undefined> {
  return config === undefined || config === null
    ? undefined
    : resolveCallbackConfig(ports, id, config, legacy, nowMs);
}
