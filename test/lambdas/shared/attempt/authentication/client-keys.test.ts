import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  type RSAPSSKeyPairKeyObjectOptions,
} from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TlsOptions, TLSSocket } from "node:tls";

import { describe, expect, test } from "vitest";

import { writeClientIdentity } from "../../../../../lambdas/shared/domain/client-identity.ts";
import type { TlsIdentity } from "../../../../../lambdas/shared/http/http-sender.ts";
import { pemFile, STORE_PASSWORD, storeFile } from "../../../../support/mtls-files.ts";
import {
  configured,
  HAS_OPENSSL,
  makeMtlsTestBed,
  usable,
} from "../../../../support/mtls-test-bed.ts";
import { ok, post } from "../../../../support/sender-test-bed.ts";
import { temporaryFolder } from "../../../../support/temporary-folder.ts";
import { authority, leaf } from "../../../../support/written-certificates.ts";

/*
 * OpenSSL goes on without the client certificate where the server takes no signature that its key
 * can make. A receiver that asks for a certificate without demanding one would then get requests of
 * nobody.
 */

type Keys = { publicKey: KeyObject; privateKey: KeyObject };
const curve = (namedCurve: string) => (): Keys => generateKeyPairSync("ec", { namedCurve });
const pss =
  (hashAlgorithm?: string, saltLength = 0) =>
  (): Keys => {
    const forOneHash = { hashAlgorithm, mgf1HashAlgorithm: hashAlgorithm, saltLength };
    const options = hashAlgorithm === undefined ? {} : forOneHash;
    return generateKeyPairSync("rsa-pss", {
      modulusLength: 2048,
      ...options,
    } as RSAPSSKeyPairKeyObjectOptions);
  };
const rsa = (modulusLength: number) => (): Keys => generateKeyPairSync("rsa", { modulusLength });

const ACCEPTED: Readonly<Record<string, () => Keys>> = {
  "RSA of 2048 bits": rsa(2048),
  "RSA of 3072 bits": rsa(3072),
  "RSASSA-PSS": pss(),
  "RSASSA-PSS for SHA-256": pss("sha256", 32),
  "RSASSA-PSS for SHA-512": pss("sha512", 64),
  "P-256": curve("P-256"),
  "P-384": curve("P-384"),
  "P-521": curve("P-521"),
  brainpoolP256r1: curve("brainpoolP256r1"),
  brainpoolP384r1: curve("brainpoolP384r1"),
  brainpoolP512r1: curve("brainpoolP512r1"),
  Ed25519: () => generateKeyPairSync("ed25519"),
  Ed448: () => generateKeyPairSync("ed448"),
};
const REFUSED: Readonly<Record<string, () => Keys>> = {
  "RSA of 1024 bits": rsa(1024),
  "RSASSA-PSS for SHA-1": pss("sha1", 20),
  "RSASSA-PSS with a longer salt than TLS has": pss("sha256", 64),
  DSA: () => {
    const privateKey = createPrivateKey(pemFile("client-dsa-key"));
    return { privateKey, publicKey: createPublicKey(privateKey) };
  },
  "P-192": curve("prime192v1"),
  "P-224": curve("secp224r1"),
  secp256k1: curve("secp256k1"),
  brainpoolP256t1: curve("brainpoolP256t1"),
  sect283k1: curve("sect283k1"),
  SM2: curve("SM2"),
};

const testAuthority = authority("Authority of all kinds of keys");
const clients = new Map(
  Object.entries({ ...ACCEPTED, ...REFUSED }).map(([kind, make]) => [
    kind,
    leaf(kind, make(), testAuthority),
  ]),
);

/** What a request gives of a client of this kind, whose receivers are of the test CA. */
function given(kind: string) {
  const { certificate = "", privateKey: private_key = "" } = clients.get(kind) ?? {};
  return { certificate, private_key, ca: pemFile("ca") };
}

/** The same as it may lie in a webhook that was configured when it was still accepted. */
function stored(kind: string): Promise<TlsIdentity> {
  const { certificate, private_key: privateKey, ca } = given(kind);
  return usable(writeClientIdentity({ certificate, privateKey, ca }));
}

const bed = makeMtlsTestBed();

/**
 * A receiver that asks for a certificate and takes what comes; and who they were that requests came
 * from.
 */
async function startLenient(options: TlsOptions) {
  const seen: (string | undefined)[] = [];
  const { port } = await bed.startStrict(
    { ca: testAuthority.certificate, rejectUnauthorized: false, ...options },
    (socket, request, index) => {
      seen.push((socket as TLSSocket).getPeerX509Certificate()?.subject);
      ok(socket, request, index);
    },
  );
  return { port, seen };
}

/**
 * Receivers of today and of before; and such that take no signatures but the two that are the most
 * common.
 */
const NARROW = "ECDSA+SHA256:RSA-PSS+SHA256";
const RECEIVERS: readonly (readonly [string, TlsOptions])[] = [
  ["TLS 1.3", { minVersion: "TLSv1.3" }],
  ["TLS 1.2", { maxVersion: "TLSv1.2" }],
  ["TLS 1.3, few signatures", { minVersion: "TLSv1.3", sigalgs: NARROW }],
  ["TLS 1.2, few signatures", { maxVersion: "TLSv1.2", sigalgs: NARROW }],
];
const shownBy = (kind: string) => [`CN=${kind}`];

describe("a key that is accepted when it is configured", () => {
  test.each(Object.keys(ACCEPTED))("shows its certificate: %s", async (kind) => {
    const receiver = await startLenient({ minVersion: "TLSv1.3" });
    const result = await bed.send(receiver.port, await configured(given(kind)));
    expect(result).toMatchObject({ status: 200 });
    expect(receiver.seen).toEqual(shownBy(kind));
  });

  test.each(Object.keys(REFUSED))("is none of those that would not: %s", async (kind) => {
    await expect(configured(given(kind))).rejects.toThrow(
      /is refused by TLS|TLS 1\.3 makes no signature|of a kind that is not supported/u,
    );
  });

  test.each([
    ["in PKCS#12", { keystore: storeFile("client-dsa.p12"), keystore_password: STORE_PASSWORD }],
    ["as PEM", { certificate: pemFile("client-dsa"), private_key: pemFile("client-dsa-key") }],
  ])("is not DSA: %s", async (_title, mtls) => {
    await expect(configured(mtls)).rejects.toThrow("of a kind that is not supported");
  });
});

describe.each(RECEIVERS)("a receiver that asks for a certificate (%s)", (_title, options) => {
  test("gets a request with it or none, whatever the key", async () => {
    const receiver = await startLenient(options);
    for (const kind of clients.keys()) {
      const tls = await stored(kind).catch(() => undefined); // what TLS takes in no way is never sent with
      if (tls === undefined) continue;
      const before = receiver.seen.length;
      const result = await bed.send(receiver.port, tls);
      const came = receiver.seen.slice(before);
      expect({ kind, came }).toEqual({
        kind,
        came: result.kind === "response" ? shownBy(kind) : [],
      });
    }
    expect(receiver.seen).toContain("CN=P-256");
  });
});

describe("a connection without the certificate", () => {
  test.each(RECEIVERS.slice(2))(
    "is ended before anything is sent, each time (%s)",
    async (_title, options) => {
      const receiver = await startLenient(options);
      const sender = bed.makeSender();
      const url = `https://receiver.test:${receiver.port}/`;
      const request = { ...post({ port: receiver.port }, { url }), tls: await stored("Ed25519") };
      for (let attempt = 0; attempt < 3; attempt += 1) {
        expect(await sender.send(request)).toMatchObject({
          reason: "tls",
          message: "the receiver takes no client certificate with a key of this kind",
        });
      }
      expect(receiver.seen).toEqual([]);
    },
  );

  test("is what a receiver wants that does not ask for one", async () => {
    const receiver = await startLenient({ requestCert: false });
    expect(await bed.send(receiver.port, await stored("Ed25519"))).toMatchObject({ status: 200 });
    expect(receiver.seen).toEqual([undefined]);
  });
});

test.skipIf(!HAS_OPENSSL)("openssl s_server sees the certificate of each kind of key", async () => {
  const file = join(temporaryFolder(), "ca.pem");
  writeFileSync(file, testAuthority.certificate);
  const kinds = Object.keys(ACCEPTED);
  // It signs with Brainpool in TLS 1.3 from 3.2 on.
  const known = kinds.filter((kind) => !kind.startsWith("brainpool"));
  const server = await bed.startOpenssl(["-CAfile", file, "-verify", "1"], known.length);
  for (const kind of known) {
    const result = await bed.send(server.port, await configured(given(kind)));
    expect(result).toMatchObject({ status: 204 });
    expect(server.shown()).toContain(`subject=CN = ${kind}\n`);
  }
});
