/** A private key, as far as TLS chooses a signature algorithm by it: the words of `node:crypto`. */
export interface ClientKey {
  /** `rsa`, `rsa-pss`, `ec`, `ed25519` … */
  readonly type: string;
  /** Of `ec`: `prime256v1` … */
  readonly namedCurve?: string | undefined;
  /** Of an `rsa-pss` key that is for one hash only: `sha256` … */
  readonly hashAlgorithm?: string | undefined;
}

/** Signatures of TLS 1.3: each curve goes with one hash. https://www.rfc-editor.org/rfc/rfc8446#section-4.2.3 */
const CURVES: ReadonlyMap<string, string> = new Map([
  ["prime256v1", "ECDSA+SHA256"],
  ["secp384r1", "ECDSA+SHA384"],
  ["secp521r1", "ECDSA+SHA512"],
]);
/** https://www.rfc-editor.org/rfc/rfc8734#section-2: OpenSSL calls them by the same names. */
const BRAINPOOL_CURVES: ReadonlyMap<string, string> = new Map([
  ["brainpoolP256r1", "ECDSA+SHA256"],
  ["brainpoolP384r1", "ECDSA+SHA384"],
  ["brainpoolP512r1", "ECDSA+SHA512"],
]);

/**
 * Whether a client certificate with this key is shown to a server that asks for one. OpenSSL goes
 * on without the certificate where the server takes no signature that the key can make.
 * @param protocol `TLSv1.3`, or one before it
 * @param asked what the server takes and OpenSSL has, in OpenSSL's words (`RSA-PSS+SHA256`); empty:
 *   it did not ask
 */
export function isShown(
  key: ClientKey,
  protocol: string | null,
  asked: readonly string[],
): boolean {
  if (asked.length === 0) return true;
  const isTaken = (algorithm: string): boolean => asked.includes(algorithm);
  // Two algorithms under one name: for any key of RSA and for one of RSASSA-PSS, or for two curves.
  // The second is meant.
  const isTakenTwice = (algorithm: string): boolean =>
    asked.indexOf(algorithm) !== asked.lastIndexOf(algorithm);
  const isOfToday = protocol === "TLSv1.3";
  const { type, namedCurve = "", hashAlgorithm } = key;
  switch (type) {
    case "rsa":
      return asked.some(
        (name) => name.startsWith("RSA-PSS+") || (!isOfToday && name.startsWith("RSA+")),
      );
    case "rsa-pss":
      return asked.some(
        (name) =>
          name.startsWith("RSA-PSS+") &&
          isTakenTwice(name) &&
          (hashAlgorithm === undefined || name === `RSA-PSS+${hashAlgorithm.toUpperCase()}`),
      );
    case "ec":
      return isOfToday
        ? isTaken(CURVES.get(namedCurve) ?? "") ||
            isTakenTwice(BRAINPOOL_CURVES.get(namedCurve) ?? "")
        : asked.some((name) => name.startsWith("ECDSA+"));
    case "ed25519":
      return asked.some((name) => name.startsWith("Ed25519+"));
    case "ed448":
      return asked.some((name) => name.startsWith("Ed448+"));
    case "dsa":
      return !isOfToday && asked.some((name) => name.startsWith("DSA+"));
    default:
      return false;
  }
}
