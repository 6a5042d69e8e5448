import { describe, expect, it, onTestFinished } from "vitest";

import { SAMPLES } from "../../../local/demo/demo.ts";
import { startDemonstration } from "../../../local/demo/demonstration.ts";

const [CARDS, TRANSACTIONS] = SAMPLES;

/** As Ringback sends them: Basic authentication, the custom header of the sample, compact JSON. */
async function send(
  url: string,
  sample: (typeof SAMPLES)[number],
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
  const outcome = demo.succeeded(5000, new AbortController().signal);
  return { url: demo.receiver.url, outcome, printed };
}

describe("the demonstration", () => {
  it("succeeds when every sample has arrived, the first after a 503", async () => {
    const { url, outcome, printed } = await demonstration();
    expect([
      await send(url, CARDS),
      await send(url, TRANSACTIONS),
      await send(url, CARDS),
    ]).toStrictEqual([503, 204, 204]);
    expect(await outcome).toBe(true);
    expect(printed.join("")).toMatch(/✔ authentication: ok \(Basic, user username\)[^]*✔ body: ok/);
    expect(printed.join("")).toMatch(/ringback-attempt +1/);
  });

  it("fails when a request is not authenticated as the webhook says", async () => {
    const { url, outcome, printed } = await demonstration();
    await send(url, TRANSACTIONS, { authorization: "Basic eDp5" });
    expect(await outcome).toBe(false);
    expect(printed.join("")).toContain("✖ authentication: NOT ok");
  });

  it("fails when not all arrives in time", async () => {
    const demo = await startDemonstration(() => {});
    onTestFinished(() => demo.receiver.close());
    expect(await demo.succeeded(50, new AbortController().signal)).toBe(false);
  });
});
