import { generateKeyPairSync, type KeyObject } from "node:crypto";

import {
  certificateOf,
  identifier,
  nameOf,
  octetString,
  sequence,
  tlv,
  type WrittenCertificate,
} from "./der-writer.ts";

/** A key and its certificate, both PEM, and the key itself. */
export interface Written {
  readonly certificate: string;
  readonly privateKey: string;
  readonly key: KeyObject;
  readonly name: Buffer;
}

function pemOf(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/gu) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

/** A pair of keys of P-256, as those that sign certificates mostly are, or of another curve. */
export function makeKeys(namedCurve = "P-256"): { publicKey: KeyObject; privateKey: KeyObject } {
  return generateKeyPairSync("ec", { namedCurve });
}

const extension = (id: string, ...value: readonly Buffer[]): Buffer =>
  sequence(identifier(id), octetString(sequence(...value)));
const AUTHORITY = [extension("2.5.29.19", tlv(0x01, Buffer.of(0xff)))];
const dnsName = (name: string): Buffer => extension("2.5.29.17", tlv(0x82, Buffer.from(name)));
const serverAuth = extension("2.5.29.37", identifier("1.3.6.1.5.5.7.3.1"));

/** An authority, by itself or by another one. */
export function authority(name: string, by?: Written, curve?: string): Written {
  return written(name, makeKeys(curve), by, { extensions: AUTHORITY });
}

/** A certificate of an authority, or of itself, for these keys. */
export function leaf(
  name: string,
  keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } = makeKeys(),
  by?: Written,
  more: Partial<WrittenCertificate> = {},
): Written {
  return written(name, keys, by, more);
}

/** A certificate of a server of this name. */
export function serverLeaf(
  host: string,
  by?: Written,
  more: Partial<WrittenCertificate> = {},
): Written {
  return written(host, makeKeys(), by, { extensions: [dnsName(host), serverAuth], ...more });
}

function written(
  commonName: string,
  { publicKey, privateKey }: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
  by: Written | undefined,
  more: Partial<WrittenCertificate>,
): Written {
  const name = nameOf(commonName);
  const der = certificateOf({
    issuer: by?.name ?? name,
    subject: name,
    publicKey,
    signedWith: by?.key ?? privateKey,
    ...more,
  });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  return { certificate: pemOf(der), privateKey: pem, key: privateKey, name };
}
