/** What ids of portal links look like: `plk_`, the application, `_`, 12 letters and digits. */
export const PORTAL_LINK_ID = /^plk_[A-Za-z0-9][A-Za-z0-9_-]{0,62}_[0-9A-Za-z]{12}$/u;

const START = "plk_";
/** `_` and the characters that are each link's own. */
const OWN_LENGTH = 13;

/**
 * The application of a portal link, by its id: read from the right, since it may hold `_`.
 * `undefined` when the text is no id of a link.
 */
export function portalLinkApplication(id: string): string | undefined {
  return PORTAL_LINK_ID.test(id) ? id.slice(START.length, -OWN_LENGTH) : undefined;
}

/** What a page has to know of a portal link to be shown in a frame. */
export interface PortalFrame {
  /** The origins of the pages that may frame the portal; none: no page may. */
  readonly frameOrigins: readonly string[];
  /** The link ends then, and so do its sessions, in epoch milliseconds. */
  readonly validUntilMs: number;
}

const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
/** Nothing that a `frame-ancestors` would take for another source, directive or header. */
const FRAME_ORIGIN = new RegExp(
  String.raw`^(?:https://${LABEL}(?:\.${LABEL})*|http://(?:localhost|127\.0\.0\.1))(?::\d{1,5})?$`,
  "u",
);

/** Longest origin, in characters: `https://`, a host name of 253, a port. */
export const MAX_ORIGIN_LENGTH = 267;

/**
 * Whether a text is an origin that may frame the portal, exactly as browsers write it: `https`, or
 * plain `http` to the reader's own machine, for trying out.
 */
export function isFrameOrigin(text: string): boolean {
  return (
    text.length <= MAX_ORIGIN_LENGTH && FRAME_ORIGIN.test(text) && URL.parse(text)?.origin === text
  );
}
