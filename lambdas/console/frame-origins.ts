import { PORTAL_LINK_ID, type PortalFrame } from "../shared/domain/portal-link.ts";
import { makeReadCache } from "../shared/memory/read-cache.ts";
import { within } from "../shared/runtime/machine.ts";

/** Links that a warm function remembers, those that do not exist included. */
const MOST_LINKS = 1000;
/** How long it goes by what it read: a page is loaded with every look at it, in every frame. */
const LIFETIME_MS = 5000;
/** A read takes milliseconds; whoever waits longer gets the page, to be shown in no frame. */
const PATIENCE_MS = 2000;

/** Sites that may show the portal of a link in a frame; none when there is no such link now. */
export type FrameOrigins = (linkId: string) => Promise<readonly string[]>;

/**
 * Those of a link, read at most every five seconds.
 * @param ports.read `undefined`: there is no such link
 */
export function makeFrameOrigins(ports: {
  readonly read: (linkId: string, nowMs: number) => Promise<PortalFrame | undefined>;
  readonly now: () => number;
}): FrameOrigins {
  const { read, now } = ports;
  const cache = makeReadCache<PortalFrame | undefined>(MOST_LINKS);

  return async (linkId) => {
    // What is no link's id takes no link's place in memory.
    if (!PORTAL_LINK_ID.test(linkId)) return [];
    const nowMs = now();
    const readNow = () => within(PATIENCE_MS, read(linkId, nowMs));
    const frame = await cache.load(linkId, readNow, { nowMs, lifetimeMs: LIFETIME_MS });
    return frame !== undefined && frame.validUntilMs > now() ? frame.frameOrigins : [];
  };
}
