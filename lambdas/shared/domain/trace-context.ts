/**
 * Header that says to which trace a request belongs.
 * https://www.w3.org/TR/trace-context/#traceparent-header
 */
export const TRACEPARENT_HEADER = "traceparent";

/**
 * Version, trace id and parent id, flags, and what a later version may add. Version ff is
 * forbidden, and so are ids of zeros: https://www.w3.org/TR/trace-context/#traceparent-header-field-values
 */
const TRACEPARENT =
  /^(?!ff)([\da-f]{2})-((?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16})-([\da-f]{2})(-.*)?$/u;

/** The version of which every part is known. */
const KNOWN_VERSION = "00";

/** Version 1 of X-Ray's trace ids. Of its two parts W3C's is made. */
const XRAY_ROOT = /^1-([\da-f]{8})-([\da-f]{24})$/iu;

/** The flags for what X-Ray says of sampling. W3C has none for `?`, which leaves it to others. */
const XRAY_SAMPLING: ReadonlyMap<string, string> = new Map([
  ["0", "00"],
  ["1", "01"],
  ["?", "00"],
]);

/**
 * Reads a `traceparent` and writes it again, as version 00 with the one flag that this knows
 * (sampled): nothing of it is copied that was not understood.
 * @returns `undefined` for anything else, so that a trace begins at the receiver
 */
export function readTraceparent(text: string): string | undefined {
  const [, version, ids, flags, more] = TRACEPARENT.exec(text) ?? [];
  if (ids === undefined || (version === KNOWN_VERSION && more !== undefined)) return undefined;
  const isSampled = Number(`0x${flags}`) % 2 === 1;
  return `${KNOWN_VERSION}-${ids}-${isSampled ? "01" : "00"}`;
}

/**
 * The `traceparent` of an X-Ray trace header, `Root=1-…-…;Parent=…;Sampled=1`.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 * @returns `undefined` for a malformed one, and for one without a parent
 */
export function traceparentOfXRay(header: string): string | undefined {
  const members = new Map(
    header.split(";").map((member) => {
      const [name, ...value] = member.trim().split("=");
      return [name, value.join("=")];
    }),
  );
  const trace = XRAY_ROOT.exec(members.get("Root") ?? "")
    ?.slice(1)
    .join("");
  const flags = XRAY_SAMPLING.get(members.get("Sampled") ?? "?");
  return readTraceparent(
    `${KNOWN_VERSION}-${trace}-${members.get("Parent")}-${flags}`.toLowerCase(),
  );
}
