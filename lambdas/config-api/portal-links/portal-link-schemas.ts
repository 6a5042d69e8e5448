import * as z from "zod";

import { defined } from "../../shared/domain/defined.ts";
import {
  isFrameOrigin,
  MAX_ORIGIN_LENGTH,
  PORTAL_LINK_ID,
} from "../../shared/domain/portal-link.ts";
import { ENVIRONMENTS } from "../../shared/domain/tenant.ts";
import { PORTAL_PERMISSIONS } from "../access/permissions.ts";
import {
  applicationId,
  boundedText,
  displayName,
  distinct,
  environment,
  list,
  refusing,
  strict,
  timeOut,
  timeText,
} from "../http/fields.ts";
import { pagingQuery } from "../http/route.ts";
import {
  DEFAULT_LINK_SECONDS,
  MAX_LINK_SECONDS,
  MIN_LINK_SECONDS,
  missingReads,
} from "./domain/link-times.ts";
import type { PortalLink } from "./portal-link.ts";

/** Pages that may frame one portal: a back office has a few addresses. All go into one header. */
const MAX_FRAME_ORIGINS = 10;
/** Longest text taken for a code; one has 32 characters. */
const MAX_CODE_LENGTH = 100;

const environments = list(environment, { min: 1, max: ENVIRONMENTS.length }).superRefine(
  distinct("an environment"),
);

const permission = z.enum(PORTAL_PERMISSIONS);

const permissions = list(permission, { min: 1, max: PORTAL_PERMISSIONS.length })
  .superRefine(distinct("a permission"))
  .superRefine((given, context) => {
    for (const read of missingReads(given)) {
      refusing(context)(`has the right to write without ${read}`, `add ${read}`);
    }
  })
  .meta({
    description:
      "What the portal may do: some of what the role `manager` may. Who writes has to be able to read the same. For reading alone: `webhooks:read`, `deliveries:read`, `events:read`, `event-types:read`, `notifications:read`.",
  });

const frameOrigin = boundedText(MAX_ORIGIN_LENGTH).superRefine((text, context) => {
  if (isFrameOrigin(text)) return;
  refusing(context)(
    "is not an origin that may frame the portal",
    "use https://host or https://host:port in small letters, without a path; or http://localhost:port",
  );
});

/** Body of `POST /portal-links`. */
export const newPortalLink = strict({
  name: displayName()
    .optional()
    .meta({ description: "For people: who is to use it, say. The portal shows it." }),
  application: applicationId
    .optional()
    .meta({ description: "Whose webhooks; an admin's own by itself." }),
  environments: environments
    .optional()
    .meta({ description: "One or both; an admin's own by itself." }),
  permissions,
  expires_in: z
    .int()
    .min(MIN_LINK_SECONDS)
    .max(MAX_LINK_SECONDS)
    .default(DEFAULT_LINK_SECONDS)
    .meta({ description: "Seconds until the link ends, and the session in the portal with it." }),
  frame_origins: list(frameOrigin, { max: MAX_FRAME_ORIGINS })
    .superRefine(distinct("an origin"))
    .default([])
    .meta({
      description:
        "Origins of the pages that may show the portal in a frame, each exactly as browsers write it.",
      examples: [["https://example.com"]],
    }),
}).meta({ id: "NewPortalLink" });

/** What such a body comes to. */
export type PortalLinkInput = z.output<typeof newPortalLink>;

/** Query of `GET /portal-links`. */
export const portalLinksQuery = strict({
  application: applicationId
    .optional()
    .meta({ description: "Whose links; an admin's own by itself." }),
  environment: environment
    .optional()
    .meta({ description: "Those that open this environment; an admin's own by itself." }),
  ...pagingQuery,
});

/** Body of `POST /portal-links/{id}/exchange`. */
export const newExchange = strict({
  code: boundedText(MAX_CODE_LENGTH).meta({
    description: "What stands behind `#` in the link's address.",
  }),
}).meta({ id: "NewPortalExchange" });

/** A portal link in an answer: without its code and its sessions. */
export const portalLinkOut = z
  .object({
    id: z.string(),
    name: z.string().optional(),
    application: applicationId,
    environments: z.array(environment),
    permissions: z.array(permission),
    frame_origins: z.array(z.string()),
    created_by: z.string().meta({ description: "Id of the API key that made it, or `operator`." }),
    created_at: timeOut,
    expires_at: timeOut,
    code_expires_at: timeOut.meta({ description: "Until when its code opens it, once." }),
    exchanged_at: timeOut
      .optional()
      .meta({ description: "When its code was used; absent: not yet." }),
  })
  .meta({ id: "PortalLink" });

/** A link just made: the only answer that has its code. */
export const createdPortalLink = portalLinkOut
  .extend({
    url: z.string().meta({
      description:
        "Where the portal is, seen from the base of this API: `portal/<id>#<code>`. It is shown this once.",
    }),
  })
  .meta({ id: "CreatedPortalLink" });

/** What a code is exchanged for. */
export const portalSessionsOut = z
  .object({
    id: z.string().regex(PORTAL_LINK_ID),
    name: z.string().optional(),
    application: applicationId,
    permissions: z.array(permission),
    expires_at: timeOut.meta({ description: "When the tokens end." }),
    sessions: z.array(
      z.object({
        environment,
        token: z.string().meta({
          description: "To be sent as `authorization: Bearer …`. It is shown this once.",
        }),
      }),
    ),
  })
  .meta({ id: "PortalSessions" });

/** A portal link as it is shown. */
export function showPortalLink(link: PortalLink): z.output<typeof portalLinkOut> {
  return {
    id: link.id,
    ...defined({ name: link.name }),
    application: link.application,
    environments: [...link.environments],
    permissions: [...link.permissions],
    frame_origins: [...link.frameOrigins],
    created_by: link.createdBy,
    created_at: timeText(link.createdAtMs),
    expires_at: timeText(link.validUntilMs),
    code_expires_at: timeText(link.codeUntilMs),
    ...defined({ exchanged_at: timeText(link.exchangedAtMs) }),
  };
}
