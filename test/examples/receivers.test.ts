import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { standardSignature } from "../../lambdas/shared/domain/standard-webhooks-signature.ts";
import { startExampleReceiver } from "../support/example-programs.ts";
import { PYTHON } from "../support/foreign-verification.ts";
import { readPage } from "../support/pages.ts";

const ROOT = join(import.meta.dirname, "../..");

/** The function that a page prints, up to the next line that begins like its first one. */
function printed(page: string, from: string): string {
  const [, text = ""] = page.split(from);
  return from + text.slice(0, /\n(?:\}\n|```)/u.exec(text)?.index);
}

describe.each([
  ["node", process.execPath, "examples/node/receiver.mjs", "function verifyStandard("],
  ["python", PYTHON, "examples/python/receiver.py", "def verify_standard("],
])("the receiver in %s", (_, program, file, verifies) => {
  test("verifies as docs/verify.md says", () => {
    const code = printed(readPage("docs/verify.md"), verifies);
    expect(code.length).toBeGreaterThan(500);
    expect(readPage(file)).toContain(code.trimEnd());
  });

  test("takes a delivery, knows a repeat, and refuses what is not signed, or too large", async () => {
    const { url, secret, prints } = await startExampleReceiver(program, join(ROOT, file));
    const body = '{"amount": 1}';
    const send = async (text: string, delivery: string): Promise<number> => {
      const message = { id: delivery, timestampSeconds: Math.floor(Date.now() / 1000), body };
      const headers = {
        "webhook-id": delivery,
        "webhook-timestamp": String(message.timestampSeconds),
        "webhook-signature": standardSignature([secret], message),
        "ringback-delivery": delivery,
      };
      return (await fetch(url, { method: "POST", headers, body: text })).status;
    };
    expect(await send(body, "dlv_a_b")).toBe(204);
    await prints(/new dlv_a_b \{"amount": ?1\}/);
    expect(await send(body, "dlv_a_b")).toBe(204);
    await prints(/repeat dlv_a_b/);
    expect(await send('{"amount": 2}', "dlv_a_c")).toBe(401);
    expect((await fetch(url, { method: "POST", body })).status).toBe(401);
    expect(await send("x".repeat(600_000), "dlv_a_d").catch(() => 413)).toBe(413);
  });
});
