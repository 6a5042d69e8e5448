/** Shorter texts are too common to be taken for a secret that came back. */
const SHORTEST_SECRET = 8;
const HIDDEN = "[secret]";

/**
 * A text without these secrets, and without the beginning of one at its end, where the text was cut. For the answers of
 * receivers, which may echo what they were sent: they are kept, and shown to holders of a key.
 */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  const long = secrets
    .filter(({ length }) => length >= SHORTEST_SECRET)
    .toSorted((one, other) => other.length - one.length);
  let hidden = text;
  for (const secret of long) {
    hidden = hidden.replaceAll(secret, HIDDEN);
  }
  for (const secret of long) {
    for (let length = secret.length - 1; length >= SHORTEST_SECRET; length -= 1) {
      if (hidden.endsWith(secret.slice(0, length))) {
        return hidden.slice(0, -length) + HIDDEN;
      }
    }
  }
  return hidden;
}

/** Headers whose values everybody may know: what is sent to all receivers alike, and ids. */
const OPEN_HEADER = /^(?:content-type|user-agent|ringback-.*|webhook-(?:id|timestamp))$/iu;

/**
 * The texts of a request that are secrets, or made of one: values of custom headers, signatures, credentials of
 * `authorization` as they stand and, for Basic, decoded.
 * @param flatHeaders name, value, name, value …
 */
export function secretsOfHeaders(flatHeaders: readonly string[]): string[] {
  const secrets: string[] = [];
  for (const [index, value] of flatHeaders.entries()) {
    const name = String(flatHeaders[index - 1]);
    if (index % 2 === 0 || OPEN_HEADER.test(name)) {
      continue;
    }
    secrets.push(value);
    if (name.toLowerCase() === "authorization") {
      const credentials = value.slice(value.indexOf(" ") + 1);
      const decoded = Buffer.from(credentials, "base64").toString();
      const password = decoded.slice(decoded.indexOf(":") + 1);
      secrets.push(credentials, ...(value.startsWith("Basic ") ? [decoded, password] : []));
    }
  }
  return secrets;
}
