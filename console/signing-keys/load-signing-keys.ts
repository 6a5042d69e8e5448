import type { RingbackClient } from "../../client/client.ts";
import type { Answered } from "../api/outcome.ts";
import type { Environment } from "../shell/session.ts";
import { maxAgeOf, type ReadKey } from "./signing-key-states.ts";

/** The public keys of an application and environment, each as PEM; none before the first. */
export async function loadSigningKeys(
  client: RingbackClient,
  tenant: { readonly application: string; readonly environment: Environment },
  signal: AbortSignal,
): Promise<Answered<readonly ReadKey[]>> {
  const set = await client.GET("/applications/{application}/{environment}/.well-known/jwks.json", {
    params: { path: tenant },
    signal,
  });
  // There is none before the first webhook that signs `jws`.
  if (set.response.status === 404) return { data: [], response: new Response() };
  if (set.data === undefined) return { error: set.error, response: set.response };
  const keys: ReadKey[] = [];
  for (const { kid } of set.data.keys) {
    const { data, response } = await client.GET(
      "/applications/{application}/{environment}/signing-keys/{kid}",
      { params: { path: { ...tenant, kid } }, parseAs: "text", signal },
    );
    // Its time may have ended between the two answers.
    if (data === undefined) continue;
    keys.push({ kid, pem: data, maxAgeSeconds: maxAgeOf(response.headers.get("cache-control")) });
  }
  return { data: keys, response: set.response };
}
