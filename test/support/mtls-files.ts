import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { certificateOf, nameOf } from "./der-writer.ts";

const folder = new URL("../vectors/mtls/", import.meta.url);

/** The password of all key stores and encrypted keys in test/vectors/mtls, unless their names say otherwise. */
export const STORE_PASSWORD = "changeit";

/** Where a PEM file of test/vectors/mtls lies. */
export function pemPath(name: string): string {
  return fileURLToPath(new URL(`${name}.pem`, folder));
}

/** A PEM file of test/vectors/mtls: see make.sh there. */
export function pemFile(name: string): string {
  return readFileSync(pemPath(name), "utf8");
}

/** A client certificate that signed itself and ends in so many days, with its key: as `config.mtls` takes them. */
export function selfSignedClient(days: number): { certificate: string; private_key: string } {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = nameOf("a client of few days");
  const notAfter = new Date(Date.now() + days * 86_400_000);
  const signed = { issuer: name, subject: name, publicKey, signedWith: privateKey, notAfter };
  const lines =
    certificateOf(signed)
      .toString("base64")
      .match(/.{1,64}/gu) ?? [];
  return {
    certificate: ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----"].join("\n"),
    private_key: String(privateKey.export({ type: "pkcs8", format: "pem" })),
  };
}

/** A key store of test/vectors/mtls in base64, as requests hold it. */
export function storeFile(name: string): string {
  return readFileSync(new URL(name, folder)).toString("base64");
}
