import { timingSafeEqual } from "node:crypto";

import type { Environment } from "../../shared/domain/tenant.ts";
import { hashOfKey } from "../access/authenticate.ts";
import { makePortalSession } from "../access/portal-session-text.ts";
import type { PortalLinkPorts } from "./create-portal-link.ts";
import { isExchangeable } from "./domain/link-times.ts";
import type { PortalLink } from "./portal-link.ts";

/** The sessions of a link: a token for each of its environments. */
export interface PortalSessions {
  readonly kind: "sessions";
  readonly link: PortalLink;
  readonly sessions: readonly { readonly environment: Environment; readonly token: string }[];
}

/**
 * Exchanges the code of a link for its sessions, once. Whatever is wrong, the refusal is the same.
 * A code is used up before the answer goes out: if that is lost, a new link has to be made.
 */
export async function exchangeCode(
  { portalLinks, randomBytes }: Pick<PortalLinkPorts, "portalLinks" | "randomBytes">,
  id: string,
  code: string,
  nowMs: number,
): Promise<PortalSessions | "refused"> {
  const codeHash = hashOfKey(code);
  const link = await portalLinks.read(id, nowMs);
  if (link === undefined) return "refused";
  const isRight = timingSafeEqual(Buffer.from(codeHash), Buffer.from(link.codeHash));
  if (!isRight || !isExchangeable(link, nowMs)) return "refused";
  const sessions = link.environments.map((environment) => ({
    environment,
    token: makePortalSession({ application: link.application, environment }, id, randomBytes),
  }));
  const hashes = Object.fromEntries(
    sessions.map(({ environment, token }) => [environment, hashOfKey(token)]),
  );
  const isOpen = await portalLinks.exchange(id, codeHash, hashes, nowMs);
  return isOpen ? { kind: "sessions", link, sessions } : "refused";
}
