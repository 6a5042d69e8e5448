import type { X509Certificate } from "node:crypto";

import { writeClientIdentity } from "../../../shared/domain/client-identity.ts";
import { defined } from "../../../shared/domain/defined.ts";
import type { MtlsConfig } from "../../../shared/domain/webhook.ts";
import { fieldProblem, type Problem } from "../../http/problem.ts";
import { assembleIdentity, type Client, clientOf } from "../key-stores/assemble-identity.ts";
import { Effort } from "../key-stores/effort.ts";
import { KeyStoreError, notOneKey } from "../key-stores/key-store.ts";
import { readKeyStore } from "../key-stores/read-key-store.ts";
import { readCertificates, readPrivateKey } from "../key-stores/read-pem.ts";
import type { MtlsInput } from "./mtls-schema.ts";

/** A client certificate and trust that were checked: the text to seal, and what is shown of it. */
export interface ResolvedMtls {
  readonly kind: "mtls";
  readonly text: string;
  readonly shown: MtlsConfig;
}

/**
 * Reads and checks the client certificate and the trust of a request, of which there may be one
 * alone: parts that cannot be read, a wrong password, a key that does not go with the certificate
 * or that TLS has no use for, a certificate that is not valid now.
 */
export async function resolveMtls(
  input: MtlsInput,
  nowMs: number,
): Promise<Problem | ResolvedMtls> {
  const looking: Looking = { at: "ca" };
  const effort = new Effort();
  try {
    const trusted = await readTrust(input, looking, effort);
    const client = await readClient(input, nowMs, looking, effort);
    return {
      kind: "mtls",
      text: writeClientIdentity(await assembleIdentity(client, trusted)),
      shown: defined({
        certificateExpiresAtMs: client?.expiresAtMs,
        ownTrust: trusted && true,
      }),
    };
  } catch (error) {
    if (!(error instanceof KeyStoreError)) throw error;
    return fieldProblem(`config.mtls.${looking.at}`, error.message, error.hint);
  }
}

/** The field that is being looked at, which is to blame for what goes wrong. */
interface Looking {
  at: keyof MtlsInput;
}

async function readTrust(
  { ca, truststore, truststore_password: password }: MtlsInput,
  looking: Looking,
  effort: Effort,
): Promise<readonly X509Certificate[] | undefined> {
  if (ca !== undefined) return readCertificates(ca, effort);
  if (truststore === undefined) return undefined;
  looking.at = "truststore";
  const { certificates } = await readKeyStore(truststore, password, effort);
  if (certificates.length > 0) return certificates;
  const hint = "import what is to be trusted: keytool -importcert";
  throw new KeyStoreError("unsupported", "holds no certificate", hint);
}

async function readClient(
  input: MtlsInput,
  nowMs: number,
  looking: Looking,
  effort: Effort,
): Promise<Client | undefined> {
  const { certificate, private_key: pem, passphrase, keystore, keystore_password } = input;
  if (pem !== undefined && certificate !== undefined) {
    looking.at = "private_key";
    const privateKey = await readPrivateKey(pem, passphrase, effort);
    looking.at = "certificate";
    return clientOf(privateKey, readCertificates(certificate, effort), nowMs, effort);
  }
  if (keystore === undefined) return undefined;
  looking.at = "keystore";
  const { privateKeys, certificates } = await readKeyStore(keystore, keystore_password, effort);
  const [openKey, ...more] = privateKeys;
  if (openKey === undefined || more.length > 0) throw notOneKey(privateKeys.length);
  return clientOf(await openKey(), certificates, nowMs, effort);
}
