/**
 * What an `accept` or `accept-encoding` header names, in lower case, with its weight from 0 to 1
 * (RFC 9110, section 12.4.2).
 */
export function weightsOf(header: string): ReadonlyMap<string, number> {
  return new Map(header.toLowerCase().split(",").map(weightOf));
}

/** Name and weight of one element: `gzip;q=0.8`. A malformed weight counts as none. */
function weightOf(element: string): readonly [string, number] {
  const [name = "", ...parameters] = element.split(";").map((part) => part.trim());
  const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice("q=".length);
  if (weight === undefined) return [name, 1];
  return [name, /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/u.test(weight) ? Number(weight) : 0];
}
