/** Headers of a request by their name in lower case. */
export function headerReader(
  headers: Readonly<Record<string, string | undefined>> = {},
): (name: string) => string | undefined {
  const lower = new Map(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return (name) => lower.get(name);
}
