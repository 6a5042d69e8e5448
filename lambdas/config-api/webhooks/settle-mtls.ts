import type { X509Certificate } from "node:crypto";

import { writeClientIdentity } from "../../shared/domain/client-identity.ts";
import { fieldProblem, type Problem } from "../../shared/runtime/problem.ts";
import {
  assembleIdentity,
  type AssembledIdentity,
  chainOf,
} from "../key-stores/assemble-identity.ts";
import { Effort } from "../key-stores/effort.ts";
import { KeyStoreError } from "../key-stores/key-store.ts";
import { readKeyStore } from "../key-stores/read-key-store.ts";
import { readCertificates, readPrivateKey } from "../key-stores/read-pem.ts";
import type { MtlsInput } from "./authentication-schemas.ts";

/** A client certificate that was checked: the text to seal, and when it ends. */
export interface SettledMtls {
  readonly kind: "mtls";
  readonly text: string;
  /** Epoch milliseconds. */
  readonly certificateExpiresAtMs: number;
}

/**
 * Reads and checks the client certificate of a request: parts that cannot be read, a wrong password, a key that does not go
 * with the certificate, a certificate that is not valid now.
 */
export async function settleMtls(input: MtlsInput, nowMs: number): Promise<Problem | SettledMtls> {
  const looking: Looking = { at: "certificate" };
  const effort = new Effort();
  try {
    const { identity, expiresAtMs } = await (input.keystore === undefined
      ? fromPem(input, nowMs, looking, effort)
      : fromStores(input, nowMs, looking, effort));
    return {
      kind: "mtls",
      text: writeClientIdentity(identity),
      certificateExpiresAtMs: expiresAtMs,
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

async function fromPem(
  { certificate = "", private_key = "", passphrase, ca }: MtlsInput,
  nowMs: number,
  looking: Looking,
  effort: Effort,
): Promise<AssembledIdentity> {
  looking.at = "private_key";
  const privateKey = await readPrivateKey(private_key, passphrase, effort);
  looking.at = "ca";
  const trusted = ca === undefined ? undefined : readCertificates(ca, effort);
  looking.at = "certificate";
  const chain = chainOf(privateKey, readCertificates(certificate, effort), nowMs, effort);
  return assembleIdentity(privateKey, chain, trusted);
}

async function fromStores(
  { keystore = "", keystore_password, truststore, truststore_password }: MtlsInput,
  nowMs: number,
  looking: Looking,
  effort: Effort,
): Promise<AssembledIdentity> {
  looking.at = "truststore";
  const trusted =
    truststore === undefined ? undefined : await readTrust(truststore, truststore_password, effort);
  looking.at = "keystore";
  const { privateKeys, certificates } = await readKeyStore(keystore, keystore_password, effort);
  const [openKey, ...more] = privateKeys;
  if (openKey === undefined || more.length > 0) {
    const message = `holds ${privateKeys.length === 0 ? "no private key" : `${privateKeys.length} private keys`}`;
    const hint = "give a store with one private key and its certificate";
    throw new KeyStoreError("unsupported", message, hint);
  }
  const privateKey = await openKey();
  return assembleIdentity(privateKey, chainOf(privateKey, certificates, nowMs, effort), trusted);
}

async function readTrust(
  base64: string,
  password: string | undefined,
  effort: Effort,
): Promise<readonly X509Certificate[]> {
  const { certificates } = await readKeyStore(base64, password, effort);
  if (certificates.length > 0) return certificates;
  const hint = "import what is to be trusted: keytool -importcert";
  throw new KeyStoreError("unsupported", "holds no certificate", hint);
}
