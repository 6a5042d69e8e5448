import { describe, expect, it, onTestFinished } from "vitest";

import { type Sample, SAMPLES } from "../../../local/demo/demo.ts";
import { startDemonstration } from "../../../local/demo/demonstration.ts";
import { makeTestSigners } from "../../support/signed-bodies.ts";

const [CARDS, TRANSACTIONS, WORKFLOWS] = SAMPLES;

/** As Ringback sends them: Basic authentication, the custom header of the sample, compact JSON. */
async function send(
  url: string,
  sample: Pick<Sample, "path" | "payload">,
  headers: Record<string, string> = {},
) {
  const response = await fetch(`${url}${sample.path}`, {
    method: "POST",
    body: JSON.stringify(JSON.parse(sample.payload)),
    headers: {
      authorization: `Basic ${Buffer.from("username:password").toString("base64")}`,
      apikey: "306e38e4-54be-469f-beca-4297129289d6",
      "ringback-attempt": "1",
      ...headers,
    },
  });
  return response.status;
}

async function demonstration() {
  const printed: string[] = [];
  const demo = await startDemonstration((text) => printed.push(text));
  onTestFinished(() => demo.receiver.close());
  const signers = await makeTestSigners();
  demo.begin((kid) => Promise.resolve(kid === signers.kid ? signers.publicKeyPem : undefined));
  const outcome = demo.succeeded(5000, new AbortController().signal);
  const signed = async (payload: string) => (await signers.sign("jws", payload)).headers;
  return { url: demo.receiver.url, outcome, printed, signed };
}

describe("the demonstration", () => {
  it("succeeds when every sample has arrived, the first after a 503", async () => {
    const { url, outcome, printed, signed } = await demonstration();
    expect([
      await send(url, CARDS),
      await send(url, TRANSACTIONS),
      await send(url, WORKFLOWS, await signed(WORKFLOWS.payload)),
      await send(url, CARDS),
    ]).toStrictEqual([503, 204, 204, 204]);
    expect(await outcome).toBe(true);
    expect(printed.join("")).toMatch(/✔ authentication: ok \(Basic, user username\)[^]*✔ body: ok/);
    expect(printed.join("")).toMatch(/✔ signature: ok \(RS256, with the public key [0-9a-f-]{36} /);
    expect(printed.join("")).toMatch(/ringback-attempt +1/);
  });

  it("shows what comes afterwards, and from other webhooks, as it is", async () => {
    const { url, outcome, printed, signed } = await demonstration();
    await send(url, CARDS);
    await send(url, { ...CARDS, path: "/mine", payload: '{"early":1}' });
    await send(url, TRANSACTIONS);
    await send(url, WORKFLOWS, await signed(WORKFLOWS.payload));
    await send(url, CARDS);
    expect(await outcome).toBe(true);
    await send(url, { ...CARDS, payload: '{"other":1}' }, { authorization: "Bearer x" });
    await fetch(`${url}/anything`, { method: "PUT", body: "no JSON" });
    const shown = printed.join("");
    expect(shown).toMatch(/▶ POST \/mine {3}at \d\d:\d\d:\d\d\n[^✔]*"early": 1/);
    expect(shown).toMatch(/▶ POST \/card-status {3}at \d\d:\d\d:\d\d\n[^✔]*"other": 1/);
    expect(shown).toMatch(/▶ PUT \/anything {3}at [^]* {4}no JSON\n[^✔]*◀ answered 204/);
    expect(shown).not.toContain("NOT");
  });

  it("fails when a request is not authenticated as the webhook says", async () => {
    const { url, outcome, printed } = await demonstration();
    await send(url, TRANSACTIONS, { authorization: "Basic eDp5" });
    expect(await outcome).toBe(false);
    expect(printed.join("")).toContain("✖ authentication: NOT ok");
  });

  it.each<
    [string, (signed: (payload: string) => Promise<Record<string, string>>) => Promise<object>]
  >([
    ["is not signed", () => Promise.resolve({})],
    ["is signed for another body", (signed) => signed("{}")],
    [
      "is signed with a key that is not ours",
      async () =>
        (await makeTestSigners()).sign("jws", WORKFLOWS.payload).then(({ headers }) => headers),
    ],
  ])("fails when a request %s", async (_, headersOf) => {
    const { url, outcome, printed, signed } = await demonstration();
    const headers = await headersOf(async (payload) => ({ ...(await signed(payload)) }));
    await send(url, WORKFLOWS, { ...headers });
    expect(await outcome).toBe(false);
    expect(printed.join("")).toContain("✖ signature: NOT ok");
  });

  it("fails when not all arrives in time", async () => {
    const demo = await startDemonstration(() => {});
    onTestFinished(() => demo.receiver.close());
    expect(await demo.succeeded(50, new AbortController().signal)).toBe(false);
  });
});
