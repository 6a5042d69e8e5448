import * as z from "zod";

import { defined } from "../../shared/domain/defined.ts";
import { PORTAL_LINK_ID } from "../../shared/domain/portal-link.ts";
import type { Environment } from "../../shared/domain/tenant.ts";
import { type Caller, callerId, callerTenant } from "../access/caller.ts";
import { type Change, fieldChanges } from "../changes/domain/change.ts";
import { timeText } from "../http/fields.ts";
import { fieldProblem, invalidFields, noSuch, type Problem, problem } from "../http/problem.ts";
import { jsonResponse, noContent } from "../http/reply.ts";
import { pageOf, type Route, route, takePage } from "../http/route.ts";
import { createPortalLink, type PortalLinkPorts } from "./create-portal-link.ts";
import { exchangeCode } from "./exchange-code.ts";
import {
  createdPortalLink,
  newExchange,
  newPortalLink,
  portalLinkOut,
  portalLinksQuery,
  portalSessionsOut,
  showPortalLink,
} from "./portal-link-schemas.ts";
import type { PortalLink } from "./portal-link.ts";

/** How often one application may make links: people open pages, and programs of theirs loop. */
const PER_TENANT = { perSecond: 5, burst: 20 };

/** `/portal-links`: for the operator key, and admin keys in their application and environment. */
export function makePortalLinkRoutes(ports: PortalLinkPorts): Route[] {
  const { portalLinks, keyReport } = ports;
  return [
    route({
      method: "POST",
      path: "/portal-links",
      operationId: "createPortalLink",
      summary: "Create a portal link; its address is shown this once",
      description:
        "For the server of a page that shows the portal to its users. The code in the address opens it once, within 5 minutes.",
      permission: "portal-links",
      perTenant: PER_TENANT,
      body: newPortalLink,
      conflict: "As many portal links were made within this hour as may be.",
      responses: { 201: { description: "The link.", schema: createdPortalLink } },
      async run({ caller, body, nowMs, changed }) {
        const whose = ownerOf(caller, body);
        if (whose.kind === "problem") return whose;
        const outcome = await createPortalLink(ports, whose, body, nowMs);
        if (outcome.kind === "problem") return outcome;
        const { link, code } = outcome;
        changed(portalLinkChange("created", link));
        if (caller?.kind === "operator") keyReport.linkMadeByOperator(link);
        return jsonResponse(201, { ...showPortalLink(link), url: `portal/${link.id}#${code}` });
      },
    }),
    route({
      method: "GET",
      path: "/portal-links",
      operationId: "listPortalLinks",
      summary: "List portal links that have not ended, newest first",
      permission: "portal-links",
      query: portalLinksQuery,
      responses: { 200: { description: "A page.", schema: pageOf(portalLinkOut) } },
      async run({ caller, query, cursors, nowMs }) {
        const whose = listedOf(caller, query);
        if (whose.kind === "problem") return whose;
        const after = await cursors.read(z.tuple([z.string().regex(PORTAL_LINK_ID)]));
        if (after.kind === "problem") return after;
        const { limit } = query;
        const page = { limit: limit + 1, nowMs, ...defined({ after: after.position?.[0] }) };
        const found = await portalLinks.list(whose, page);
        return jsonResponse(
          200,
          await takePage(found, limit, showPortalLink, cursors, ({ id }) => [id]),
        );
      },
    }),
    route({
      method: "DELETE",
      path: "/portal-links/{id}",
      operationId: "deletePortalLink",
      summary: "Revoke a portal link and its sessions; they stop working within 30 seconds",
      permission: "portal-links",
      params: { id: PORTAL_LINK_ID },
      responses: { 204: { description: "It is gone." } },
      async run({ caller, params: { id = "" }, nowMs, changed }) {
        const link = await portalLinks.read(id, nowMs);
        const isRemoved =
          link !== undefined && mayRevoke(caller, link) && (await portalLinks.remove(id));
        if (!isRemoved) return noSuch("portal link");
        changed(portalLinkChange("deleted", link));
        return noContent;
      },
    }),
    route({
      method: "POST",
      path: "/portal-links/{id}/exchange",
      operationId: "exchangePortalCode",
      summary: "Exchange the code of a portal link for its sessions, once",
      description:
        "Needs no key: the code is one. 404 whatever is wrong with it: unknown, used before, too late, revoked. It is used up even if the answer is lost: then a new link has to be made.",
      params: { id: PORTAL_LINK_ID },
      body: newExchange,
      responses: {
        200: { description: "A token for each environment.", schema: portalSessionsOut },
      },
      async run({ params: { id = "" }, body, nowMs, changed }) {
        const outcome = await exchangeCode(ports, id, body.code, nowMs);
        if (outcome === "refused") return noSuch("portal link");
        const { link, sessions } = outcome;
        changed(portalLinkChange("exchanged", link));
        return jsonResponse(200, {
          id,
          ...defined({ name: link.name }),
          application: link.application,
          permissions: link.permissions,
          expires_at: timeText(link.validUntilMs),
          sessions,
        });
      },
    }),
  ];
}

/** For whom a link is made: the operator must say, an admin key makes those of its own tenant. */
function ownerOf(
  caller: Caller | undefined,
  named: {
    readonly application?: string | undefined;
    readonly environments?: readonly Environment[] | undefined;
  },
):
  | Problem
  | {
      readonly kind: "owner";
      readonly application: string;
      readonly environments: readonly Environment[];
      readonly createdBy: string;
    } {
  const { application, environments } = named;
  const createdBy = caller === undefined ? "nobody" : callerId(caller);
  const tenant = caller && callerTenant(caller);
  if (tenant !== undefined) {
    const isOwn =
      (application ?? tenant.application) === tenant.application &&
      (environments ?? []).every((environment) => environment === tenant.environment);
    const owner = { application: tenant.application, environments: [tenant.environment] };
    return isOwn ? { kind: "owner", ...owner, createdBy } : notOwn();
  }
  if (application !== undefined && environments !== undefined) {
    return { kind: "owner", application, environments, createdBy };
  }
  const missing = Object.entries({ application, environments }).filter(
    ([, given]) => given === undefined,
  );
  return invalidFields(
    missing.map(([field]) => ({
      field,
      message: "is missing",
      hint: "the operator key has to say whose link it is: application and environments",
    })),
  );
}

/** Whose links a caller lists. */
function listedOf(
  caller: Caller | undefined,
  named: {
    readonly application?: string | undefined;
    readonly environment?: Environment | undefined;
  },
):
  | Problem
  | { readonly kind: "of"; readonly application: string; readonly environment?: Environment } {
  const { application, environment } = named;
  const tenant = caller && callerTenant(caller);
  if (tenant !== undefined) {
    const isOwn =
      (application ?? tenant.application) === tenant.application &&
      (environment ?? tenant.environment) === tenant.environment;
    return isOwn ? { kind: "of", ...tenant } : notOwn();
  }
  return application === undefined
    ? fieldProblem(
        "application",
        "is missing",
        "the operator key has to say whose links: application",
      )
    : { kind: "of", application, ...defined({ environment }) };
}

function notOwn(): Problem {
  return problem(
    "forbidden",
    "An admin key manages portal links of its own application and environment.",
  );
}

/** Whoever may list a link may revoke it: also one that opens another environment beside. */
function mayRevoke(caller: Caller | undefined, link: PortalLink): boolean {
  if (caller === undefined) return false;
  const tenant = callerTenant(caller);
  return (
    tenant === undefined ||
    (tenant.application === link.application && link.environments.includes(tenant.environment))
  );
}

/** A link that was created, opened or revoked: neither its code nor its sessions are told. */
function portalLinkChange(action: "created" | "deleted" | "exchanged", link: PortalLink): Change {
  const { id, application, environments } = link;
  const [environment] = environments;
  const { name, permissions, frame_origins, expires_at } = showPortalLink(link);
  const facts = { name, environments, permissions, frame_origins, expires_at };
  const fields =
    action === "created"
      ? fieldChanges({}, facts)
      : action === "deleted"
        ? fieldChanges(facts, {})
        : [];
  return {
    action,
    what: "portal_link",
    id,
    application,
    ...(environments.length === 1 && defined({ environment })),
    fields,
    // The code was the key of this request.
    ...(action === "exchanged" && { by: { keyId: id, role: "portal-link" } }),
  };
}
