import { defined } from "../../shared/domain/defined.ts";
import type { Environment } from "../../shared/domain/tenant.ts";
import { hashOfKey } from "../access/authenticate.ts";
import { randomSecret, randomText } from "../access/portal-session-text.ts";
import type { KeyReport } from "../api-keys/report-keys.ts";
import { fieldProblem, problem, type Problem } from "../http/problem.ts";
import { CODE_MS, linkIdStart, MAX_LINKS_PER_HOUR } from "./domain/link-times.ts";
import type { PortalLinkInput } from "./portal-link-schemas.ts";
import type { PortalLink, PortalLinkStore } from "./portal-link.ts";

/** What portal links need. */
export interface PortalLinkPorts {
  readonly portalLinks: PortalLinkStore;
  readonly keyReport: Pick<KeyReport, "linkMadeByOperator">;
  /** Random bytes for ids, codes and sessions. */
  readonly randomBytes: (count: number) => Uint8Array;
}

/** Characters of an id behind its time: 62^6 ≈ 2^35 for the links of an application in a second. */
const OWN_LENGTH = 6;

/** Makes a link. @returns it and its code, which is known here only; or why there is none */
export async function createPortalLink(
  { portalLinks, randomBytes }: PortalLinkPorts,
  owner: {
    readonly application: string;
    readonly environments: readonly Environment[];
    readonly createdBy: string;
  },
  input: PortalLinkInput,
  nowMs: number,
): Promise<Problem | { readonly kind: "link"; readonly link: PortalLink; readonly code: string }> {
  const { application, environments, createdBy } = owner;
  const { name, permissions, frame_origins: frameOrigins, expires_in: seconds } = input;
  const code = randomSecret(randomBytes);
  const link: PortalLink = {
    id: `${linkIdStart(application, nowMs)}${randomText(OWN_LENGTH, randomBytes)}`,
    application,
    ...defined({ name }),
    environments,
    permissions,
    frameOrigins,
    createdBy,
    createdAtMs: nowMs,
    codeHash: hashOfKey(code),
    codeUntilMs: nowMs + CODE_MS,
    validUntilMs: nowMs + seconds * 1000,
  };
  const creation = await portalLinks.create(link);
  if (creation === "created") return { kind: "link", link, code };
  return creation === "no_tenant"
    ? fieldProblem(
        "application",
        "is not the id of an application",
        "create it first: POST /applications",
      )
    : problem(
        "limit-reached",
        `${MAX_LINKS_PER_HOUR} portal links were made within this hour: make the next one in the next.`,
      );
}
