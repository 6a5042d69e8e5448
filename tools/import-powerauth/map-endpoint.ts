import { checkEndpointUrl } from "../../lambdas/shared/domain/destination-rules.ts";

/** One `--endpoint old=new`. */
export interface EndpointMapping {
  readonly from: string;
  readonly to: string;
}

/** Where the new URL of `old=new` begins: URLs may hold `=` themselves. */
const BORDER = /=(?=https?:\/\/)/giu;

/** Reads `old=new`; undefined when it is not two URLs with one such border between them. */
export function readMapping(text: string): EndpointMapping | undefined {
  const [border, ...more] = text.matchAll(BORDER);
  if (border === undefined || more.length > 0) return undefined;
  const from = text.slice(0, border.index);
  const to = text.slice(border.index + 1);
  return URL.canParse(from) && URL.canParse(to) && !to.includes("#") ? { from, to } : undefined;
}

/** The URL to use instead: of several mappings the one with the longest old URL counts. */
export function mapEndpoint(url: string, mappings: readonly EndpointMapping[]): string {
  const longestFirst = mappings.toSorted((one, other) => other.from.length - one.from.length);
  for (const mapping of longestFirst) {
    const mapped = applyMapping(url, mapping);
    if (mapped !== undefined) return mapped;
  }
  return url;
}

/** The `--endpoint` for a URL Ringback may not send to; undefined if no mapping could match. */
export function suggestMapping(url: string): string | undefined {
  const [origin] = /^https?:\/\/[\w.:[\]-]+(?=[/?]|$)/iu.exec(url) ?? [];
  if (origin === undefined || isAllowed(origin)) return undefined;
  const sameHost = `https://${URL.parse(origin)?.hostname}`;
  return `--endpoint ${origin}=${isAllowed(sameHost) ? sameHost : "https://callbacks.example.com"}`;
}

function isAllowed(url: string): boolean {
  return checkEndpointUrl(url, { allowHttp: false, allowedCidrs: [] }).ok;
}

function applyMapping(url: string, { from, to }: EndpointMapping): string | undefined {
  if (url === from) return to;
  const base = withoutSlash(from);
  const rest = url.slice(base.length);
  // Behind a query nothing can be put: such a new URL stands for exactly the old one.
  if (!url.startsWith(base) || !/^[/?]/u.test(rest) || to.includes("?")) return undefined;
  return `${withoutSlash(to)}${rest}`;
}

function withoutSlash(url: string): string {
  return url.replace(/\/$/u, "");
}
