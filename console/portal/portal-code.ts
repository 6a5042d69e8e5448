/** What the address of the portal says. */
export interface PortalAddress {
  /** The link; undefined: the address names none. */
  readonly linkId: string | undefined;
  /** The code that works once; undefined: there is none, as after a reload. */
  readonly code: string | undefined;
}

/** What it needs of the window. */
export interface AddressPorts {
  readonly location: { readonly hash: string; readonly pathname: string; readonly search: string };
  readonly history: { replaceState(data: unknown, unused: string, url: string): void };
}

/** Codes are of one alphabet; a route of the page begins with `/`. */
const CODE = /^#([A-Za-z0-9_-]{8,200})$/u;
const LINK = /\/portal\/(plk_[A-Za-z0-9_-]{1,100})\/?$/u;

/**
 * Reads the address of the portal, and takes the code out of it at once: neither the history of the
 * tab nor a copied address has it then.
 */
export function takeAddress({ location, history }: AddressPorts): PortalAddress {
  const linkId = LINK.exec(location.pathname)?.[1];
  const code = linkId === undefined ? undefined : CODE.exec(location.hash)?.[1];
  if (code !== undefined) {
    history.replaceState(null, "", `${location.pathname}${location.search}`);
  }
  return { linkId, code };
}

/** What to tell whoever came with a link that opens nothing. */
export interface LinkFailure {
  readonly title: string;
  readonly detail: string;
  /** Whether the same code may still work. */
  readonly mayTryAgain: boolean;
}

const ASK = "Go back to where you got it, and open the portal from there again.";

/**
 * Why a link opens nothing.
 * @param why the status that its exchange was answered with, 0 for no answer; `ended`: its session
 *   is over; undefined: the address has no code
 */
export function linkFailure(why: number | "ended" | undefined): LinkFailure {
  if (why === undefined) {
    const detail = `A link works once. ${ASK}`;
    return { title: "This link was opened before", detail, mayTryAgain: false };
  }
  if (why === "ended") {
    const detail = `Its time is over, or it was taken back. ${ASK}`;
    return { title: "This session has ended", detail, mayTryAgain: false };
  }
  if (why === 429 || why === 0 || why >= 500) {
    const detail = "Your link was not refused: try it again in a minute.";
    return { title: "The portal does not answer", detail, mayTryAgain: true };
  }
  const reasons = "it may have been used, expired, or been taken back";
  const detail = `A link works once, and within minutes; ${reasons}. ${ASK}`;
  return { title: "This link does not work any more", detail, mayTryAgain: false };
}
