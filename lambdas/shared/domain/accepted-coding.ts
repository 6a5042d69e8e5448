/** Ways to write a body smaller (RFC 9110, section 8.4.1), the better one first. */
const CODINGS = ["br", "gzip"] as const;

/** Name of a way to write a body smaller. */
export type Coding = (typeof CODINGS)[number];

/** Longer `accept-encoding` headers than any client's are not read. */
const MAX_HEADER_LENGTH = 256;

/** The coding that a client likes best; `undefined`: the body as it is. */
export function codingFor(acceptEncoding: string | undefined): Coding | undefined {
  if (acceptEncoding === undefined || acceptEncoding.length > MAX_HEADER_LENGTH) return undefined;
  const weights = new Map(acceptEncoding.toLowerCase().split(",").map(weightOf));
  const others = weights.get("*") ?? 0;
  const [best] = CODINGS.map((coding) => ({ coding, weight: weights.get(coding) ?? others }))
    .filter(({ weight }) => weight > 0 && weight >= (weights.get("identity") ?? 0))
    .toSorted((one, other) => other.weight - one.weight);
  return best?.coding;
}

/** Name and weight of one element: `gzip;q=0.8`. A malformed weight counts as none. */
function weightOf(element: string): readonly [string, number] {
  const [name = "", ...parameters] = element.split(";").map((part) => part.trim());
  const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice("q=".length);
  if (weight === undefined) return [name, 1];
  return [name, /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/u.test(weight) ? Number(weight) : 0];
}
