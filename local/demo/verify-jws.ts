import { verify } from "node:crypto";

/** Fetches a public key: PEM, or undefined when there is no such key. */
export type FetchPublicKey = (kid: string) => Promise<string | undefined>;

/** What a receiver finds out about a detached JWS. */
export interface VerifiedJws {
  readonly ok: boolean;
  readonly detail: string;
}

/**
 * Fetches public keys from a config API, as any receiver may: no API key is needed.
 * @param tenant application and environment whose keys these must be: `demo/production`
 */
export function publicKeysOf(apiUrl: string, tenant: string): FetchPublicKey {
  const keysUrl = `${apiUrl}/applications/${tenant}/signing-keys`;
  return async (kid) => {
    const response = await fetch(`${keysUrl}/${encodeURIComponent(kid)}`);
    return response.ok ? response.text() : undefined;
  };
}

/** Verifies `JWS-SIGNATURE` as docs/verify.md tells receivers to. */
export async function verifyJws(
  body: string,
  signature: string,
  fetchPublicKey: FetchPublicKey,
): Promise<VerifiedJws> {
  const [header = "", between, value = ""] = signature.split(".");
  const { alg, kid } = decoded(header);
  if (between !== "" || alg !== "RS256" || typeof kid !== "string") {
    return { ok: false, detail: "no detached JWS under RS256" };
  }
  const pem = await fetchPublicKey(kid);
  if (pem === undefined) return { ok: false, detail: `there is no key ${kid}` };
  const signed = Buffer.from(`${header}.${Buffer.from(body).toString("base64url")}`);
  const ok = verify("RSA-SHA256", signed, pem, Buffer.from(value, "base64url"));
  return { ok, detail: `RS256, with the public key ${kid} from the API` };
}

function decoded(header: string): { alg?: unknown; kid?: unknown } {
  try {
    return JSON.parse(Buffer.from(header, "base64url").toString()) as object;
  } catch {
    return {};
  }
}
