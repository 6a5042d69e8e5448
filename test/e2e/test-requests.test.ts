import { createHmac, randomBytes } from "node:crypto";

import { expect, test } from "vitest";

import { startScenario } from "../support/scenario.ts";

const { tenant, receiver, webhookAt } = await startScenario("test-requests");

test("a test request comes signed and authenticated, once, and its outcome is the answer", async () => {
  const secret = randomBytes(12).toString("hex");
  const password = randomBytes(12).toString("hex");
  const id = await webhookAt("/tested", ["NEVER"], {
    basic_auth_username: "u",
    basic_auth_password: password,
    signature: { scheme: "hmac", secret },
  });
  receiver.answer("/tested", [{ status: 503, body: "not yet" }, 204]);
  const { status, body } = await tenant.api("POST", `/webhooks/${id}/test`);
  expect(status).toBe(200);
  expect(body.attempt).toMatchObject({
    number: 1,
    outcome: "retry",
    status: 503,
    answer: "not yet",
  });

  const [request] = receiver.requestsTo("/tested");
  const text = String(request?.body);
  expect(JSON.parse(text)).toEqual({ type: "ringback.test", webhook_id: id });
  const mac = createHmac("sha256", secret).update(text).digest("hex");
  expect(request?.headers).toMatchObject({
    "x-signature": mac,
    authorization: `Basic ${Buffer.from(`u:${password}`).toString("base64")}`,
    "ringback-attempt": "1",
  });
  expect(body.request.headers).toEqual(
    expect.arrayContaining([
      { header_name: "X-SIGNATURE", header_value: mac },
      { header_name: "authorization", header_value: "[secret]" },
    ]),
  );

  const second = await tenant.api("POST", `/webhooks/${id}/test`);
  expect(second.body.attempt).toMatchObject({ number: 1, verdict: "succeeded", status: 204 });
  expect(receiver.requestsTo("/tested")).toHaveLength(2);
  expect((await tenant.api("GET", `/webhooks/${id}/deliveries`)).body.data).toEqual([]);
});
