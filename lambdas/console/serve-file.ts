import { codingFor } from "../shared/domain/accepted-coding.ts";
import { hasTag } from "../shared/domain/entity-tag.ts";
import type { Log } from "../shared/runtime/logger.ts";
import { type Answer, INERT, type ProblemCode } from "./answers.ts";
import type { BuiltFile } from "./built-files.ts";
import { pageHeaders, PAGES } from "./domain/pages.ts";
import type { Place } from "./domain/place.ts";
import type { FrameOrigins } from "./frame-origins.ts";

/** A request's header by its name in lower case. */
export type Header = (name: string) => string | undefined;

/** Serves a page, or what it loads. */
export type ServeFile = (
  place: Extract<Place, { readonly kind: "page" | "asset" }>,
  header: Header,
) => Promise<Answer | ProblemCode>;

/** What console/build made, by the names of the files. */
export interface BuiltFiles {
  readonly pages: ReadonlyMap<string, BuiltFile>;
  readonly assets: ReadonlyMap<string, BuiltFile>;
}

/** An asset's name has its hash: what it names never changes. */
const FOR_GOOD = { "cache-control": "public, max-age=31536000, immutable" };
/** A page names the assets of its version: asked for each time, and mostly answered 304. */
const ASK_AGAIN = { "cache-control": "no-cache" };
/** What a browser keeps of a portal it keeps with those who may show it. */
const NOT_KEPT = { "cache-control": "no-store" };

/** @param ports.readFiles is called once, with the first request */
export function makeServeFile(ports: {
  readonly readFiles: () => BuiltFiles;
  readonly frameOrigins: FrameOrigins;
  readonly log: Log;
}): ServeFile {
  let files: BuiltFiles | undefined;

  /**
   * A table that does not answer, or throttles, fails no page: the portal is shown all the same,
   * but in no frame. Refused, it would be down wherever it is opened by itself.
   */
  async function originsOf(linkId: string): Promise<readonly string[]> {
    try {
      return await ports.frameOrigins(linkId);
    } catch (error) {
      ports.log.error("portal link not read", error, {});
      return [];
    }
  }

  return async (place, header) => {
    const { pages, assets } = (files ??= ports.readFiles());
    if (place.kind === "asset") {
      const asset = assets.get(place.name);
      return asset === undefined
        ? "not-found"
        : fileAnswer(asset, header, { ...INERT, ...FOR_GOOD });
    }
    const page = pages.get(PAGES[place.page].file);
    if (page === undefined) throw new Error(`the package lacks the page ${place.page}`);
    const headers =
      place.page === "portal"
        ? { ...NOT_KEPT, ...pageHeaders("portal", await originsOf(place.linkId)) }
        : { ...ASK_AGAIN, ...pageHeaders(place.page) };
    return fileAnswer(page, header, headers);
  };
}

/** A file, compressed as its caller likes it best; 304 to who has it. */
function fileAnswer(
  file: BuiltFile,
  header: Header,
  more: Readonly<Record<string, string>>,
): Answer {
  const etag = file.etag();
  const headers = { ...more, "content-type": file.mediaType, etag, vary: "accept-encoding" };
  if (hasTag(header("if-none-match"), etag)) return { statusCode: 304, headers, body: "" };
  const coding = codingFor(header("accept-encoding"));
  const body = file.body(coding);
  if (coding === undefined) return { statusCode: 200, headers, body };
  const coded = { ...headers, "content-encoding": coding };
  return { statusCode: 200, headers: coded, body, isBase64Encoded: true };
}
