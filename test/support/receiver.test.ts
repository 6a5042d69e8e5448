import { describe, expect, it } from "vitest";

import { startReceiver } from "./receiver.ts";

describe("the receiver", () => {
  it("records requests byte for byte and answers 204", async () => {
    await using receiver = await startReceiver();
    const body = Buffer.from([0x7b, 0xff, 0x00, 0x7d]);
    const response = await fetch(`${receiver.url}/a?b=c`, {
      method: "PUT",
      body,
      headers: { "x-one": "1" },
    });
    expect(response.status).toBe(204);
    const [request] = await receiver.waitFor(1, { path: "/a" });
    expect(request).toMatchObject({ method: "PUT", url: "/a?b=c", body });
    expect(request?.rawHeaders).toContainEqual(["x-one", "1"]);
  });

  it("answers one path by a list, whose last entry stays, and the others by another", async () => {
    await using receiver = await startReceiver();
    receiver.answer("/a", [503, { status: 200, body: "fine", headers: { "x-a": "b" } }]);
    receiver.answer("*", ({ url }) => (url === "/b" ? 410 : 404));
    const statuses: number[] = [];
    for (const path of ["/a", "/a", "/a", "/b", "/c"])
      statuses.push((await fetch(receiver.url + path)).status);
    expect(statuses).toStrictEqual([503, 200, 200, 410, 404]);
  });

  it("drips, delays, hangs and resets", async () => {
    await using receiver = await startReceiver();
    receiver.answer("/drip", [{ status: 200, body: "abc", dripMs: 20, delayMs: 20 }]);
    receiver.answer("/hang", ["hang"]);
    receiver.answer("/reset", ["reset"]);
    const startedAtMs = Date.now();
    expect(await (await fetch(`${receiver.url}/drip`)).text()).toBe("abc");
    expect(Date.now() - startedAtMs).toBeGreaterThanOrEqual(70);
    await expect(
      fetch(`${receiver.url}/hang`, { signal: AbortSignal.timeout(100) }),
    ).rejects.toThrow("timeout");
    await expect(fetch(`${receiver.url}/reset`)).rejects.toThrow("fetch failed");
  });

  it("says how many came when fewer came than were waited for", async () => {
    await using receiver = await startReceiver();
    await expect(receiver.waitFor(1, { timeoutMs: 50 })).rejects.toThrow("0 of 1 requests");
  });
});
