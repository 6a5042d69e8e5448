import { X509Certificate } from "node:crypto";

import { readClientIdentity } from "../../domain/client-identity.ts";
import type { ClientKey } from "../../domain/client-key.ts";
import { defined } from "../../domain/defined.ts";
import { webhookSealContext } from "../../domain/seal-context.ts";
import { CLIENT_IDENTITY_FIELD, type Webhook } from "../../domain/webhook.ts";
import { clientSecureContext } from "../../http/client-secure-context.ts";
import type { TlsIdentity } from "../../http/http-sender.ts";
import type { Vault } from "../../vault/vault.ts";

/** Client certificate and trust of one webhook. */
export interface ClientTls {
  readonly identity: TlsIdentity;
  /** When the certificate ends, in epoch milliseconds; absent if there is only an own trust. */
  readonly expiresAtMs?: number;
}

/**
 * The TLS identity of a webhook: its client certificate, its own trust, or both; `undefined` where
 * it has none configured. Connections are shared only within one version of a webhook's
 * configuration.
 * @returns `ok: false` when one is configured and cannot be used: without it nothing may be sent
 */
export async function clientTlsOf(
  webhook: Webhook,
  vault: Pick<Vault, "open">,
): Promise<
  { readonly ok: true; readonly tls?: ClientTls } | { readonly ok: false; readonly message: string }
> {
  const { mtls } = webhook.config;
  if (mtls === undefined) return { ok: true };
  if (URL.parse(webhook.endpoint)?.protocol !== "https:") {
    return { ok: false, message: "a client certificate needs an https endpoint" };
  }
  const jwe = webhook.sealed[CLIENT_IDENTITY_FIELD];
  if (jwe === undefined) return { ok: false, message: "the client certificate is missing" };
  const text = await vault.open(jwe, webhookSealContext(webhook, CLIENT_IDENTITY_FIELD));
  try {
    const known = readClientIdentity(text);
    const clientKey = known.certificate === undefined ? undefined : keyOf(known.certificate);
    const identity = {
      id: `${webhook.id}@${webhook.version}`,
      options: { secureContext: clientSecureContext(known) },
      ...defined({ clientKey }),
    };
    const tls = { identity, ...defined({ expiresAtMs: mtls.certificateExpiresAtMs }) };
    return { ok: true, tls };
  } catch (error) {
    const { code = "unreadable" } = error as NodeJS.ErrnoException;
    return { ok: false, message: `the client certificate cannot be used (${code})` };
  }
}

/** The kind of key of the first certificate. */
function keyOf(certificate: string): ClientKey {
  const { asymmetricKeyType: type = "unknown", asymmetricKeyDetails } = new X509Certificate(
    certificate,
  ).publicKey;
  const { namedCurve, hashAlgorithm } = asymmetricKeyDetails ?? {};
  return { type, namedCurve, hashAlgorithm };
}
