import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { leaf, makeKeys } from "./written-certificates.ts";

const folder = new URL("../vectors/mtls/", import.meta.url);

/**
 * The password of all key stores and encrypted keys in test/vectors/mtls, unless their names say
 * otherwise.
 */
export const STORE_PASSWORD = "changeit";

/** Where a PEM file of test/vectors/mtls lies. */
export function pemPath(name: string): string {
  return fileURLToPath(new URL(`${name}.pem`, folder));
}

/** A PEM file of test/vectors/mtls: see make.sh there. */
export function pemFile(name: string): string {
  return readFileSync(pemPath(name), "utf8");
}

/**
 * A client certificate that signed itself and ends in so many days, with its key: as `config.mtls`
 * takes them.
 */
export function selfSignedClient(days: number): { certificate: string; private_key: string } {
  const notAfter = new Date(Date.now() + days * 86_400_000);
  const { certificate, privateKey } = leaf("a client of few days", makeKeys(), undefined, {
    notAfter,
  });
  return { certificate, private_key: privateKey };
}

/** A key store of test/vectors/mtls in base64, as requests hold it. */
export function storeFile(name: string): string {
  return readFileSync(new URL(name, folder)).toString("base64");
}
