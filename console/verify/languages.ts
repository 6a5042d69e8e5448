import type { Webhook } from "../../client/client.ts";

/** Languages that docs/verify.md has code in, and the console shows. */
export const LANGUAGES = ["node", "python", "java", "go"] as const;

/** One of them. */
export type Language = (typeof LANGUAGES)[number];

/** Schemes that can be verified. */
export type VerifiableScheme = "jws" | "hmac" | "standard";

/** What people call a language, and what the code of a scheme is called in it. */
export const IN_LANGUAGE: Readonly<
  Record<Language, { readonly name: string; readonly file: (scheme: VerifiableScheme) => string }>
> = {
  node: { name: "Node", file: (scheme) => `verify-${scheme}.mjs` },
  python: { name: "Python", file: (scheme) => `verify_${scheme}.py` },
  java: {
    name: "Java",
    file: (scheme) => `Verify${scheme.charAt(0).toUpperCase()}${scheme.slice(1)}.java`,
  },
  go: { name: "Go", file: (scheme) => `verify_${scheme}.go` },
};

/** How a webhook signs, as far as its receiver has to know it. */
export interface SignatureSettings {
  readonly scheme: VerifiableScheme;
  /** Of `jws` and `hmac`. */
  readonly headerName: string;
  /** Of `hmac`. */
  readonly algorithm: "sha256" | "sha384" | "sha512";
  /** Of `hmac`. */
  readonly encoding: "hex" | "base64";
  /** Of `hmac`. */
  readonly prefix: string;
  /** Of `jws`: where the keys are, without the `/` before a key's id. */
  readonly keysUrl: string;
}

/** The headers that docs/verify.md is written for. */
export const DOCUMENTED_HEADERS = { jws: "JWS-SIGNATURE", hmac: "X-SIGNATURE" } as const;

/**
 * How a webhook signs.
 * @param apiBase where the API is
 * @returns `undefined`: it does not sign
 */
export function signatureSettings(
  { effective: { signature }, signing_keys: keysPath = "" }: Webhook,
  apiBase: string,
): SignatureSettings | undefined {
  const { scheme, header_name: header, algorithm, encoding, prefix } = signature;
  if (scheme === "none") return undefined;
  return {
    scheme,
    headerName: header ?? (scheme === "standard" ? "" : DOCUMENTED_HEADERS[scheme]),
    algorithm: algorithm ?? "sha256",
    encoding: encoding ?? "hex",
    prefix: prefix ?? "",
    keysUrl: new URL(`${apiBase}${keysPath}`).href,
  };
}
