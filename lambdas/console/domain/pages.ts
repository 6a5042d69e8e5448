import { isFrameOrigin } from "../../shared/domain/portal-link.ts";

/** Headers by their names. */
type Headers = Readonly<Record<string, string>>;

/** A page of this function. */
export interface Page {
  /** Its file among the pages that console/build makes. */
  readonly file: string;
  /** What it may load, beside {@link ALWAYS_ALLOWED}. */
  readonly mayLoad: string;
  /** Beside those of every page. */
  readonly headers: Headers;
}

/** What script and styles of our own may do; no text becomes code or markup. */
const OWN_ONLY =
  "script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; require-trusted-types-for 'script'";

/**
 * The renderer of the API reference makes style elements and markup of its own; code of others, and
 * requests to others, are refused to it, too.
 */
const RENDERED =
  "script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:";

/** A window that another site opens is none of its own. */
const ALONE: Headers = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

/** The pages, each with what it may. */
export const PAGES = {
  console: { file: "console.html", mayLoad: OWN_ONLY, headers: ALONE },
  // Shown in other sites' pages, and opened by them, some with an embedder policy of their own.
  portal: { file: "portal.html", mayLoad: OWN_ONLY, headers: {} },
  docs: { file: "docs.html", mayLoad: RENDERED, headers: ALONE },
} as const satisfies Readonly<Record<string, Page>>;

/** Name of a page. */
export type PageName = keyof typeof PAGES;

/** Nothing of this is used, by whomever the page is shown. */
const PERMISSIONS_POLICY = [
  "camera=()",
  "display-capture=()",
  "geolocation=()",
  "microphone=()",
  "midi=()",
  "payment=()",
  "publickey-credentials-get=()",
  "serial=()",
  "usb=()",
].join(", ");

/**
 * The headers of a page.
 * @param frameOrigins sites that may show it in a frame, `https://bank.example`; what is none, and
 *   might end the directive, is left out
 */
export function pageHeaders(name: PageName, frameOrigins: readonly string[] = []): Headers {
  const { mayLoad, headers } = PAGES[name];
  const ancestors = frameOrigins.filter(isFrameOrigin).join(" ");
  return {
    ...headers,
    "content-security-policy": `default-src 'none'; ${mayLoad}; base-uri 'none'; form-action 'none'; frame-ancestors ${ancestors || "'none'"}`,
    "permissions-policy": PERMISSIONS_POLICY,
  };
}
