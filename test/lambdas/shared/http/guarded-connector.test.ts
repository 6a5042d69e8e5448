import type { LookupAddress } from "node:dns";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  joinLookups,
  type ResolveAddresses,
} from "../../../../lambdas/shared/http/guarded-connector.ts";
import { makeHttpSender } from "../../../../lambdas/shared/http/http-sender.ts";
import { selfSigned } from "../../../support/self-signed.ts";
import { httpResponse, startTcpReceiver, type TcpReceiver } from "../../../support/tcp-receiver.ts";

let receiver: TcpReceiver;
let tlsReceiver: TcpReceiver;
const senders: { close: () => void }[] = [];

beforeAll(async () => {
  receiver = await startTcpReceiver((socket) => socket.write(httpResponse(200, "")));
  tlsReceiver = await startTcpReceiver((socket) => socket.write(httpResponse(200, "")), selfSigned);
});

afterAll(async () => {
  for (const sender of senders) sender.close();
  await Promise.all([receiver.close(), tlsReceiver.close()]);
});

/** What the stub resolver answers for each name; any other name is unknown. */
const zone: Readonly<Record<string, readonly string[]>> = {
  "loopback.test": ["127.0.0.1"],
  "loopback6.test": ["::1"],
  "private-10.test": ["10.0.0.5"],
  "private-172.test": ["172.31.255.255"],
  "private-192.test": ["192.168.1.1"],
  "metadata.test": ["169.254.169.254"],
  "metadata6.test": ["fd00:ec2::254"],
  "cgnat.test": ["100.64.0.1"],
  "this-network.test": ["0.0.0.0"],
  "unspecified6.test": ["::"],
  "broadcast.test": ["255.255.255.255"],
  "multicast.test": ["224.0.0.1"],
  "multicast6.test": ["ff02::1"],
  "reserved.test": ["240.0.0.1"],
  "documentation.test": ["192.0.2.1"],
  "documentation6.test": ["2001:db8::1"],
  "benchmark.test": ["198.18.0.1"],
  "link-local6.test": ["fe80::1"],
  "site-local6.test": ["fec0::1"],
  "mapped.test": ["::ffff:127.0.0.1"],
  "compatible.test": ["::7f00:1"],
  "nat64.test": ["64:ff9b::7f00:1"],
  "dns64-private.test": ["93.184.215.14", "64:ff9b::a00:5"],
  "dns64-metadata.test": ["64:ff9b::a9fe:a9fe", "93.184.215.14"],
  "dns64-local.test": ["93.184.215.14", "64:ff9b:1::5db8:d70e"],
  "6to4.test": ["2002:7f00:1::"],
  "teredo.test": ["2001:0:7f00:1::"],
  "public-and-private.test": ["93.184.215.14", "10.0.0.5"],
  "private-last-of-many.test": ["93.184.215.14", "2606:2800:21f:cb07::1", "8.8.8.8", "::1"],
  "receiver.test": ["127.0.0.1"],
  "two-addresses.test": ["127.0.0.77", "127.0.0.1"],
  "dns64.test": ["127.0.0.1", "64:ff9b::5db8:d70e"],
};

const resolveNothing: ResolveAddresses = (hostname, callback) => {
  const error = new Error(`getaddrinfo ENOTFOUND ${hostname}`);
  callback(Object.assign(error, { code: "ENOTFOUND", syscall: "getaddrinfo" }), []);
};

function makeStubResolver(): { resolve: ResolveAddresses; asked: string[] } {
  const asked: string[] = [];
  const resolve: ResolveAddresses = (hostname, callback) => {
    asked.push(hostname);
    const found = zone[hostname] ?? [];
    const addresses = found.map<LookupAddress>((address) => ({
      address,
      family: address.includes(":") ? 6 : 4,
    }));
    setImmediate(() => callback(null, addresses));
  };
  return { resolve, asked };
}

function makeSender(settings: Partial<Parameters<typeof makeHttpSender>[0]> = {}) {
  const sender = makeHttpSender({
    allowHttp: true,
    allowedCidrs: [],
    now: Date.now,
    resolve: makeStubResolver().resolve,
    ...settings,
  });
  senders.push(sender);
  return sender;
}

function post(url: string) {
  return { url, headers: [], body: "{}", timeoutMs: 2_000 };
}

describe("the sender refuses, without opening a connection,", () => {
  const names = Object.keys(zone).filter(
    (name) => !["receiver.test", "two-addresses.test", "dns64.test"].includes(name),
  );
  const literals = [
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "%31%32%37.0.0.1",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "0",
    "10.0.0.5",
    "169.254.169.254",
    "0xa9fea9fe",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[fd00:ec2::254]",
    "[fe80::1]",
    "172.16.0.1",
    "192.168.1.1",
    "0300.0250.1.1",
    "10.5",
    "169.16689662",
    "100.127.255.255",
    "198.19.255.255",
    "203.0.113.7",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "[fc00::1]",
    "[ff02::1]",
    "[2001:db8::1]",
    "[2001:0:7f00:1::]",
  ];

  test.each([...names, ...literals])("http://%s", async (host) => {
    const before = receiver.connectionCount();
    const result = await makeSender().send(post(`http://${host}:${receiver.port}/`));
    expect(result).toMatchObject({ kind: "failure", reason: "refused_destination" });
    expect(result).toHaveProperty("message", expect.stringContaining("not globally routable"));
    expect(receiver.connectionCount()).toBe(before);
  });

  test.each(["localhost", "localhost.", "ip6-localhost"])("the system's own %s", async (host) => {
    const sender = makeHttpSender({ allowHttp: true, allowedCidrs: [], now: Date.now });
    const result = await sender.send(post(`http://${host}:${receiver.port}/`));
    expect(result).toMatchObject({ kind: "failure" });
    expect(receiver.requests).toEqual([]);
  });

  test("plain http, where the deployment does not allow it", async () => {
    const { send } = makeSender({ allowHttp: false, allowedCidrs: ["127.0.0.0/8"] });
    expect(await send(post(`http://127.0.0.1:${receiver.port}/`))).toMatchObject({
      reason: "refused_destination",
      message: "the scheme http:// is not allowed",
    });
  });

  test.each([21, 22, 25, 80, 1023])("port %d of https", async (port) => {
    const { send } = makeSender({ allowHttp: false });
    expect(await send(post(`https://93.184.215.14:${port}/`))).toMatchObject({
      reason: "refused_destination",
      message: `port ${port} is not allowed`,
    });
  });
});

describe("the sender connects", () => {
  test("to the very address that was judged, asking the resolver once", async () => {
    const { resolve, asked } = makeStubResolver();
    const { send } = makeSender({ resolve, allowedCidrs: ["127.0.0.1/32"] });
    const url = `http://receiver.test:${receiver.port}/`;
    expect(await send(post(url))).toMatchObject({ kind: "response", status: 200 });
    expect(asked).toEqual(["receiver.test"]);
  });

  test("to the other address of a name when the first does not answer", async () => {
    const { send } = makeSender({ allowedCidrs: ["127.0.0.0/8"] });
    const url = `http://two-addresses.test:${receiver.port}/`;
    expect(await send(post(url))).toMatchObject({ kind: "response", status: 200 });
  });

  test("to a name beside whose address a translating resolver puts another form of one", async () => {
    const { send } = makeSender({ allowedCidrs: ["127.0.0.0/8"] });
    const url = `http://dns64.test:${receiver.port}/`;
    expect(await send(post(url))).toMatchObject({ kind: "response", status: 200 });
  });

  test("to no name without an address: dns", async () => {
    expect(await makeSender().send(post("https://unknown.test/"))).toMatchObject({
      reason: "dns",
      message: "the host name has no address",
    });
  });

  test("to no name that the system does not know: dns", async () => {
    expect(
      await makeSender({ resolve: resolveNothing }).send(post("https://unknown.test/")),
    ).toMatchObject({ reason: "dns", message: "the host name was not resolved (ENOTFOUND)" });
  });
});

describe("TLS", () => {
  const allowedCidrs = ["127.0.0.0/8"];

  test("with a certificate nobody vouches for is refused, and nothing is sent", async () => {
    const { send } = makeSender({ allowedCidrs });
    expect(await send(post(`https://receiver.test:${tlsReceiver.port}/`))).toMatchObject({
      reason: "tls",
      message: "no trusted TLS connection (DEPTH_ZERO_SELF_SIGNED_CERT)",
    });
    expect(tlsReceiver.requests).toEqual([]);
  });

  test("with a trusted certificate for another name is refused", async () => {
    const { send } = makeSender({ allowedCidrs });
    const url = `https://loopback.test:${tlsReceiver.port}/`;
    const tls = { id: "a", options: { ca: selfSigned.cert } };
    expect(await send({ ...post(url), tls })).toMatchObject({
      reason: "tls",
      message: "no trusted TLS connection (ERR_TLS_CERT_ALTNAME_INVALID)",
    });
    expect(tlsReceiver.requests).toEqual([]);
  });

  test("with a trust store of its own works, for that identity only", async () => {
    const { send } = makeSender({ allowedCidrs });
    const request = post(`https://receiver.test:${tlsReceiver.port}/`);
    const tls = { id: "a", options: { ca: selfSigned.cert } };
    expect(await send({ ...request, tls })).toMatchObject({ kind: "response", status: 200 });
    expect(await send(request)).toMatchObject({ reason: "tls" });
    expect(await send({ ...request, tls: { id: "b", options: {} } })).toMatchObject({
      reason: "tls",
    });
  });

  test("to a receiver that speaks plain HTTP is tls", async () => {
    const { send } = makeSender({ allowedCidrs });
    const plain = await startTcpReceiver(() => {});
    const url = `https://127.0.0.1:${plain.port}/`;
    const sent = send(post(url));
    await expect.poll(plain.openCount).toBe(1);
    await plain.close();
    expect(await sent).toMatchObject({ reason: "tls" });
  });
});

describe("joinLookups", () => {
  test("asks once for a name that many wait for, and again afterwards", () => {
    const pending: (() => void)[] = [];
    const asked: string[] = [];
    const resolve = joinLookups((hostname, callback) => {
      asked.push(hostname);
      pending.push(() => callback(null, [{ address: "93.184.215.14", family: 4 }]));
    });
    let answered = 0;
    const count = (): void => {
      answered += 1;
    };
    for (const name of ["a.test", "a.test", "b.test", "a.test"]) resolve(name, count);
    expect(asked).toEqual(["a.test", "b.test"]);
    for (const answer of pending) answer();
    expect(answered).toBe(4);
    resolve("a.test", count);
    expect(asked).toEqual(["a.test", "b.test", "a.test"]);
  });
});
