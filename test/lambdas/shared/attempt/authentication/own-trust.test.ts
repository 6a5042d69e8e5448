import { describe, expect, test } from "vitest";

import { sequence } from "../../../../support/der-writer.ts";
import { pemFile, STORE_PASSWORD, storeFile } from "../../../../support/mtls-files.ts";
import { configured, HAS_OPENSSL, makeMtlsTestBed } from "../../../../support/mtls-test-bed.ts";
import {
  authority,
  leaf,
  makeKeys,
  serverLeaf,
  type Written,
} from "../../../../support/written-certificates.ts";

const bed = makeMtlsTestBed();

const NAME = "receiver.test";
const root = authority("Root of one receiver");
const intermediate = authority("Intermediate of one receiver", root);
const server = serverLeaf(NAME, intermediate);
const alone = serverLeaf(NAME);

/**
 * A receiver with this certificate, which also sends those above it that are given; it asks for
 * none.
 */
async function startServer({ certificate, privateKey }: Written, ...above: readonly Written[]) {
  const chain = [certificate, ...above.map((each) => each.certificate)].join("");
  const options = { cert: chain, key: privateKey, requestCert: false, rejectUnauthorized: false };
  return (await bed.startStrict(options)).port;
}

/** What comes of a request by a webhook that has this trust and no client certificate. */
async function sent(port: number, ...trusted: readonly Written[]) {
  const ca = trusted.map(({ certificate }) => certificate).join("");
  return bed.send(port, await configured({ ca }));
}

const REFUSED = { kind: "failure", reason: "tls" };

describe("a trust without a client certificate", () => {
  test.each([
    ["the root", [root]],
    ["the root among others", [authority("Another root"), root]],
    ["the intermediate, without the root", [intermediate]],
    ["the receiver's own certificate, of an authority that is not trusted", [server]],
    ["all of them", [server, intermediate, root]],
  ])("takes a receiver by %s", async (_title, trusted) => {
    const port = await startServer(server, intermediate);
    expect(await sent(port, ...trusted)).toMatchObject({ status: 200 });
  });

  test.each([
    ["an intermediate", [intermediate]],
    ["the receiver's own certificate", [server]],
    ["an intermediate and its root", [intermediate, root]],
  ])("takes a receiver that leaves out what is above its certificate by %s", async (_, trusted) => {
    const port = await startServer(server);
    expect(await sent(port, ...trusted)).toMatchObject({ status: 200 });
  });

  test("takes a receiver by the certificate that it signed itself", async () => {
    const port = await startServer(alone);
    expect(await sent(port, alone)).toMatchObject({ status: 200 });
  });

  test.each([
    ["another root", server, [authority("Root of one receiver")]],
    ["another certificate of the same name", server, [alone]],
    [
      "another certificate of the same name and authority",
      server,
      [serverLeaf(NAME, intermediate)],
    ],
    ["another that signed itself", alone, [serverLeaf(NAME)]],
    ["one that has ended", serverLeaf(NAME, undefined, { notAfter: new Date("2021-01-01") }), []],
  ])("does not take a receiver by %s", async (_title, receiver, trusted) => {
    const port = await startServer(receiver, intermediate);
    const anchors = trusted.length === 0 ? [receiver] : trusted;
    expect(await sent(port, ...anchors)).toMatchObject(REFUSED);
  });

  test("takes no receiver of another name, its own certificate or not", async () => {
    const elsewhere = serverLeaf("elsewhere.test", root);
    const port = await startServer(elsewhere);
    for (const trusted of [elsewhere, root]) {
      expect(await sent(port, trusted)).toMatchObject({
        ...REFUSED,
        message: "no trusted TLS connection (ERR_TLS_CERT_ALTNAME_INVALID)",
      });
    }
  });

  test("takes nobody in place of the public authorities but those it names", async () => {
    const port = await startServer(server, intermediate);
    expect(await bed.send(port, undefined)).toMatchObject(REFUSED);
  });

  test("shows no certificate to a receiver that demands one", async () => {
    const receiver = await bed.startStrict({ maxVersion: "TLSv1.2" });
    expect(await bed.send(receiver.port, await configured({ ca: pemFile("ca") }))).toMatchObject(
      REFUSED,
    );
    expect(receiver.requests).toEqual([]);
  });
});

describe("the receiver's own certificate", () => {
  const client = { certificate: pemFile("client"), private_key: pemFile("client-key") };
  const truststore = {
    truststore: storeFile("server-truststore.jks"),
    truststore_password: STORE_PASSWORD,
  };
  const keystore = { keystore: storeFile("client.p12"), keystore_password: STORE_PASSWORD };

  test.each([
    ["PEM, beside a client certificate as PEM", { ...client, ca: pemFile("server") }],
    ["PEM, beside a key store", { ...keystore, ca: pemFile("server") }],
    ["a trust store of keytool, beside PEM", { ...client, ...truststore }],
    ["a trust store of keytool, beside a key store", { ...keystore, ...truststore }],
  ])("is an anchor: %s", async (_title, mtls) => {
    const receiver = await bed.startStrict();
    expect(await bed.send(receiver.port, await configured(mtls))).toMatchObject({ status: 200 });
  });

  test.skipIf(!HAS_OPENSSL)("is one for openssl s_server, each alone", async () => {
    const openssl = await bed.startOpenssl([], 2);
    for (const mtls of [{ ca: pemFile("server") }, truststore]) {
      expect(await bed.send(openssl.port, await configured(mtls))).toMatchObject({ status: 204 });
    }
  });
});

/* Node's own getPeerCertificate ends the process at keys on these. */
describe.each(["secp256k1", "brainpoolP256r1", "brainpoolP384r1"])(
  "a curve without a name of NIST: %s",
  (curve) => {
    test("may be that of a root, or of an authority that the receiver sends along", async () => {
      const rootOfCurve = authority("Root of a curve", undefined, curve);
      const between = authority("Intermediate of a curve", root, curve);
      const ofRoot = await startServer(serverLeaf(NAME, rootOfCurve));
      expect(await sent(ofRoot, rootOfCurve)).toMatchObject({ status: 200 });
      const ofBetween = await startServer(serverLeaf(NAME, between), between);
      expect(await sent(ofBetween, root)).toMatchObject({ status: 200 });
    });

    test("may be that of a client certificate that is its own trust, if TLS has a signature for it", async () => {
      const { certificate, privateKey: private_key } = leaf("client", makeKeys(curve));
      const identity = configured({ certificate, private_key, ca: certificate });
      if (curve.startsWith("brainpool"))
        expect(await identity).toHaveProperty("clientKey.namedCurve");
      else await expect(identity).rejects.toThrow("TLS 1.3 makes no signature with");
    });
  },
);

test("a receiver whose certificate has no other name is taken by its common name", async () => {
  const port = await startServer(leaf(NAME, makeKeys(), root));
  expect(await sent(port, root)).toMatchObject({ status: 200 });
  const elsewhere = await startServer(leaf(`elsewhere.test ${NAME}`, makeKeys(), root));
  expect(await sent(elsewhere, root)).toMatchObject(REFUSED);
});

test("a receiver whose certificate has no subject is taken by its alternative name", async () => {
  const receiver = serverLeaf(NAME, root, { subject: sequence() });
  expect(await sent(await startServer(receiver), root)).toMatchObject({ status: 200 });
  const nobody = leaf("", makeKeys(), root, { subject: sequence() });
  expect(await sent(await startServer(nobody), root)).toMatchObject(REFUSED);
});
