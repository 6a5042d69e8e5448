import { customRandom } from "nanoid";

import { portalLinkApplication } from "../../shared/domain/portal-link.ts";
import { isEnvironment, type Tenant } from "../../shared/domain/tenant.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** 62^32 ≈ 2^190: not to be guessed. */
const SECRET_LENGTH = 32;
/** `rbp_`, an application of 63, `_production_`, 12 characters of the link, `_`, secret. */
const MAX_SESSION_LENGTH = 124;

const SESSION =
  /^rbp_(?<application>.+)_(?<environment>[a-z]+)_(?<own>[0-9A-Za-z]{12})_[0-9A-Za-z]{32}$/u;

/** What every session of a portal link begins with. */
export const PORTAL_SESSION_START = "rbp_";

/** What the text of a session says about itself. Whether it is true, its hash decides. */
export interface PortalSessionAddress {
  readonly tenant: Tenant;
  readonly linkId: string;
}

/** Reads a session's address from the right: application ids may hold `_`. `undefined` if none. */
export function parsePortalSession(text: string): PortalSessionAddress | undefined {
  if (text.length > MAX_SESSION_LENGTH) return undefined;
  const { application = "", environment, own } = SESSION.exec(text)?.groups ?? {};
  const linkId = `plk_${application}_${own}`;
  return isEnvironment(environment) && portalLinkApplication(linkId) === application
    ? { tenant: { application, environment }, linkId }
    : undefined;
}

/** Makes the text of a session: `rbp_<application>_<environment>_<of the link>_<secret>`. */
export function makePortalSession(
  { application, environment }: Tenant,
  linkId: string,
  randomBytes: (count: number) => Uint8Array,
): string {
  const own = linkId.slice(-12);
  return `${PORTAL_SESSION_START}${application}_${environment}_${own}_${randomSecret(randomBytes)}`;
}

/** A secret that is not to be guessed: 32 letters and digits. */
export function randomSecret(randomBytes: (count: number) => Uint8Array): string {
  return randomText(SECRET_LENGTH, randomBytes);
}

/** Random letters and digits. */
export function randomText(length: number, randomBytes: (count: number) => Uint8Array): string {
  return customRandom(ALPHABET, length, randomBytes)();
}
