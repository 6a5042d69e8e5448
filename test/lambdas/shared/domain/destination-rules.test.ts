import { BlockList } from "node:net";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  addressRefusal,
  checkEndpointUrl,
  parseCidrs,
  portRefusal,
} from "../../../../lambdas/shared/domain/destination-rules.ts";
import { forAll, forAllIn } from "../../../support/for-all.ts";

const strict = { allowHttp: false, allowedCidrs: [] };
const local = { allowHttp: true, allowedCidrs: ["127.0.0.0/8", "::1/128"] };

// https://www.iana.org/assignments/iana-ipv4-special-registry and …/multicast-addresses: not globally reachable,
// or relays and anycast services that no receiver lives behind.
const specialV4 = [
  "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24",
  "192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15",
  "198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4",
].flatMap((line) => line.split(" "));

// https://www.iana.org/assignments/iana-ipv6-special-registry, and all that lies outside 2000::/3.
const specialV6 = [
  "::/3 4000::/2 8000::/1 2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20",
].flatMap((line) => line.split(" "));

const listV4 = new BlockList();
const listV6 = new BlockList(); // apart: a BlockList holds IPv4 addresses against its IPv6 ranges too
for (const cidr of specialV4) listV4.addSubnet(...networkOf(cidr), "ipv4");
for (const cidr of specialV6) listV6.addSubnet(...networkOf(cidr), "ipv6");

function networkOf(cidr: string): [string, number] {
  const [network = "", bits] = cidr.split("/");
  return [network, Number(bits)];
}

function v4Text(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join(".");
}

function v6Text(address: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) => (address >> BigInt(16 * (7 - i))) & 0xffffn);
  return groups.map((group) => group.toString(16)).join(":");
}

describe("addressRefusal", () => {
  test("agrees with the IANA registries on any IPv4 address", () => {
    forAllIn(2000, fc.nat({ max: 0xffffffff }), (address) => {
      const text = v4Text(address);
      expect(addressRefusal(text, []) !== undefined).toBe(listV4.check(text, "ipv4"));
    });
  });

  test("agrees with the IANA registries on any IPv6 address", () => {
    const anywhere = fc.bigInt(0n, 2n ** 128n - 1n);
    const global = fc.bigInt(0x2n << 124n, (0x4n << 124n) - 1n);
    forAllIn(2000, fc.oneof(anywhere, global), (address) => {
      const text = v6Text(address);
      expect(addressRefusal(text, []) !== undefined).toBe(listV6.check(text, "ipv6"));
    });
  });

  test.each([...specialV4, ...specialV6])("refuses the first and last address of %s", (cidr) => {
    const [network, bits] = networkOf(cidr);
    const isV6 = network.includes(":");
    const size = 2n ** BigInt((isV6 ? 128 : 32) - bits) - 1n;
    const first = isV6 ? v6Number(network) : v4Number(network);
    for (const address of [first, first + size]) {
      const text = isV6 ? v6Text(address) : v4Text(Number(address));
      expect(addressRefusal(text, [])).toBeTypeOf("string");
    }
  });

  test("judges the IPv4 address inside the well-known prefix of NAT64, and never by allowed ranges", () => {
    const allowed = parseCidrs(["0.0.0.0/0", "fd00::/8"]);
    forAllIn(500, fc.nat({ max: 0xffffffff }), fc.constantFrom([], allowed), (v4, ranges) => {
      const text = v6Text((0x64ff9bn << 96n) | BigInt(v4));
      const inside = addressRefusal(v4Text(v4), []);
      expect(addressRefusal(text, ranges)).toBe(inside && `${inside} behind NAT64`);
    });
    expect(addressRefusal("64:ff9b::127.0.0.1", allowed)).toBe("loopback behind NAT64");
    expect(addressRefusal("64:ff9b::169.254.169.254", [])).toBe("link local behind NAT64");
    expect(addressRefusal("64:ff9b::8.8.8.8", [])).toBeUndefined();
    expect(addressRefusal("64:ff9b::10.0.0.1", parseCidrs(["64:ff9b::/96"]))).toBeUndefined();
  });

  test("refuses an IPv4 address in any other IPv6 wrapping, global or not", () => {
    const wrappings = [
      (v4: bigint) => (0xffffn << 32n) | v4, // v4-mapped
      (v4: bigint) => v4, // v4-compatible
      (v4: bigint) => (0xffffn << 48n) | v4, // translated, RFC 6145
      (v4: bigint) => (0x64ff9b0001n << 80n) | v4, // local NAT64, RFC 8215
      (v4: bigint) => (0x2002n << 112n) | (v4 << 80n), // 6to4
      (v4: bigint) => (0x20010000n << 96n) | (v4 ^ 0xffffffffn), // Teredo
    ];
    forAll(fc.nat({ max: 0xffffffff }), fc.constantFrom(...wrappings), (v4, wrap) => {
      expect(addressRefusal(v6Text(wrap(BigInt(v4))), [])).toBeTypeOf("string");
    });
  });

  test("allows what lies inside an allowed range, of the same family only", () => {
    const allowed = parseCidrs(["10.1.0.0/16", "fd00::/8"]);
    expect(addressRefusal("10.1.255.255", allowed)).toBeUndefined();
    expect(addressRefusal("fd12::1", allowed)).toBeUndefined();
    expect(addressRefusal("10.2.0.0", allowed)).toBe("private");
    expect(addressRefusal("::ffff:10.1.0.1", allowed)).toBe("ipv4 mapped");
    expect(addressRefusal("fc00::1", allowed)).toBe("unique local");
    expect(addressRefusal("100.64.0.1", allowed)).toBe("carrier grade nat");
  });

  test.each(["", "example.com", "10.0.0", "1.2.3.4.5", "::g"])("calls %j malformed", (text) => {
    expect(addressRefusal(text, [])).toBe("malformed");
  });
});

describe("parseCidrs", () => {
  test.each(["10.0.0.0", "10.0.0.0/33", "10/8", "0x0a.0.0.0/8", "fd00::/129", "example.com/8", ""])(
    "names %j as not a range",
    (cidr) => {
      expect(() => parseCidrs(["127.0.0.0/8", cidr])).toThrow(`"${cidr}" is not a CIDR range`);
    },
  );
});

describe("portRefusal", () => {
  test("allows https on 443 and from 1024 up, and nothing below", () => {
    forAll(fc.integer({ min: 1, max: 65535 }), (port) => {
      const isAllowed = portRefusal("https:", port, false) === undefined;
      expect(isAllowed).toBe(port === 443 || port >= 1024);
    });
    expect(portRefusal("https:", 1023, false)).toEqual({
      message: "port 1023 is not allowed",
      hint: "use 443, or a port from 1024 up",
    });
  });

  test("allows http and port 80 only where the deployment does", () => {
    expect(portRefusal("http:", 80, true)).toBeUndefined();
    expect(portRefusal("http:", 80, false)?.message).toBe("the scheme http:// is not allowed");
    expect(portRefusal("ftp:", 8080, true)?.message).toBe("the scheme ftp:// is not allowed");
  });
});

describe("checkEndpointUrl", () => {
  test.each([
    "https://example.com/hooks",
    "https://example.com:8443/hooks?token=abc",
    "https://hooks_a.example.com:1024/",
    "https://93.184.215.14/",
    "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
    "https://bücher.example/",
    "HTTPS://EXAMPLE.COM/Hooks",
  ])("takes %s", (text) => {
    expect(checkEndpointUrl(text, strict)).toEqual({ ok: true, url: new URL(text) });
  });

  test.each([
    ["", "not an absolute URL"],
    ["example.com/hooks", "not an absolute URL"],
    ["https:example.com", "not an absolute URL"],
    ["https://", "not an absolute URL"],
    ["https://exa mple.com/", "space"],
    ["https://example.com/a\nb", "control"],
    ["https:\\\\example.com", "backslash"],
    ["http://example.com/", "scheme http://"],
    ["ftp://example.com/", "scheme ftp://"],
    ["https://example.com:80/", "port 80"],
    ["https://example.com:22/", "port 22"],
    ["https://user@example.com/", "user name"],
    ["https://:hunter2@example.com/", "user name"],
    ["https://example.com/#", "fragment"],
    ["https://example.com/#top", "fragment"],
    ["https://example.com./", "dot at its end"],
    ["https://localhost/", "loopback"],
    ["https://LOCALHOST/", "loopback"],
    ["https://a.localhost/", "loopback"],
    ["https://intranet/", "full domain name"],
    ["https://a..example.com/", "full domain name"],
    ["https://-a.example.com/", "full domain name"],
    [`https://${"a".repeat(64)}.example.com/`, "full domain name"],
    [`https://${"a.".repeat(127)}com/`, "full domain name"],
    ["https://127.0.0.1/", "loopback"],
    ["https://127.0.0.1./", "loopback"],
    ["https://2130706433/", "loopback"],
    ["https://0x7f000001/", "loopback"],
    ["https://0177.0.0.1/", "loopback"],
    ["https://127.1/", "loopback"],
    ["https://①②⑦.0.0.1/", "loopback"],
    ["https://%31%32%37.0.0.1/", "loopback"],
    ["https://169.254.169.254/latest/meta-data/", "link local"],
    ["https://[fd00:ec2::254]/", "unique local"],
    ["https://[::ffff:169.254.169.254]/", "ipv4 mapped"],
    ["https://[::127.0.0.1]/", "reserved"],
    [`https://example.com/${"a".repeat(2048)}`, "longer than 2048"],
  ])("refuses %s", (text, message) => {
    const check = checkEndpointUrl(text, strict);
    expect(check).toMatchObject({ ok: false, message: expect.stringContaining(message) });
    expect(JSON.stringify(check)).not.toContain("hunter2");
  });

  test("takes http and loopback where the deployment allows both", () => {
    for (const text of ["http://127.0.0.1:8080/a", "http://localhost/", "http://[::1]:9000/"]) {
      expect(checkEndpointUrl(text, local)).toMatchObject({ ok: true });
    }
    expect(checkEndpointUrl("http://10.0.0.1/", local)).toMatchObject({ ok: false });
  });

  test("never throws, whatever the text", () => {
    forAll(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.string().map((s) => `https://${s}`),
      ),
      (text) => {
        expect(checkEndpointUrl(text, strict).ok).toBeTypeOf("boolean");
      },
    );
  });
});

function v4Number(text: string): bigint {
  return text.split(".").reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);
}

/** Only for `a:b::` texts, as CIDR networks are written. */
function v6Number(text: string): bigint {
  const groups = text.replace(/::$/, "").split(":").filter(Boolean);
  return groups.reduce((sum, group, i) => sum | (BigInt(`0x${group}`) << BigInt(16 * (7 - i))), 0n);
}
