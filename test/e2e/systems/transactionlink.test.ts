import { verify } from "node:crypto";

import { expect, test } from "vitest";

import { queueProbe } from "../../support/queue-probe.ts";
import type { ReceivedRequest } from "../../support/receiver.ts";
import { startScenario } from "../../support/scenario.ts";
import { vector } from "../../support/vector.ts";

const COMPLETED = JSON.parse(vector("transactionlink/workflow-completed.corrected.json"));

const { cloud, tenant, receiver, publishOne, webhookAt } = await startScenario("transactionlink");

/** The document's recipe, step by step. */
async function verifyByTheDocument({ headers, body }: ReceivedRequest): Promise<boolean> {
  const [header = "", payload, signature = ""] = String(headers["jws-signature"]).split(".");
  expect(payload).toBe("");
  const jose = JSON.parse(Buffer.from(header, "base64url").toString());
  expect(jose).toEqual({ alg: "RS256", kid: expect.any(String), typ: "JWT" });
  // "By default the key is returned in PEM format."
  const keysUrl = `${cloud.api_url}/applications/${tenant.application}/production/signing-keys`;
  const answer = await fetch(`${keysUrl}/${jose.kid}`);
  const pem = await answer.text();
  expect(pem).toContain("-----BEGIN PUBLIC KEY-----");
  // "Remove all whitespace from the payload you received in the webhook and encode it in
  // base64Url."
  const stripped = String(body).replaceAll(/\s/gu, "");
  const compact = `${header}.${Buffer.from(stripped).toString("base64url")}`;
  return verify("RSA-SHA256", Buffer.from(compact), pem, Buffer.from(signature, "base64url"));
}

test("a workflow's end arrives as raw JSON, signed so that the document's recipe verifies it", async () => {
  await webhookAt("/completed", ["WORKFLOW_COMPLETED"]);
  const payload = { ...COMPLETED, workflowName: "Know your\tcustomer, again" };
  await publishOne("WORKFLOW_COMPLETED", payload);
  const [request] = await receiver.waitFor(1, { path: "/completed" });
  expect(request?.method).toBe("POST");
  expect(request?.headers["content-type"]).toBe("application/json");
  expect(JSON.parse(String(request?.body))).toEqual(payload);
  expect(await verifyByTheDocument(request as ReceivedRequest)).toBe(true);
});

test("a failure tells the step at which it came about", async () => {
  await webhookAt("/changes", ["WORKFLOW_STATUS_CHANGE"]);
  const failed = { ...COMPLETED, workflowStatus: "FAILED", failedStep: { name: "face match" } };
  await publishOne("WORKFLOW_STATUS_CHANGE", failed);
  const [request] = await receiver.waitFor(1, { path: "/changes" });
  expect(JSON.parse(String(request?.body))).toEqual(failed);
});

test("any answer but a 2xx fails: six attempts in all, five seconds apart, then it is dropped", async () => {
  // 410 and Retry-After change nothing: the document knows only 2xx and failure.
  receiver.answer("/never", [
    { status: 410 },
    { status: 302, headers: { location: "/elsewhere" } },
    { status: 429, headers: { "retry-after": "3600" } },
    "hang",
    404,
    500,
  ]);
  const webhookId = await webhookAt("/never", ["WORKFLOW_COMPLETED"]);
  await publishOne("WORKFLOW_COMPLETED", COMPLETED);
  const requests = await receiver.waitFor(6, { path: "/never", timeoutMs: 55_000 });
  const [notice] = await queueProbe(cloud, "dropped").take(
    1,
    ({ webhook_id: id }) => id === webhookId,
  );
  expect(notice).toMatchObject({ reason: "attempts_spent", attempts: 6 });
  const { body } = await tenant.api("GET", `/deliveries/${notice.delivery_id}`);
  expect(body.attempts).toHaveLength(6);
  expect(receiver.requestsTo("/never")).toHaveLength(6);
  const ids = new Set(requests.map(({ headers }) => headers["ringback-delivery"]));
  expect(ids.size).toBe(1);
  // From the end of an attempt to the start of the next: five seconds, never less.
  type Shown = { time: string; duration_ms: number };
  const attempts = body.attempts as Shown[];
  const ends = attempts.map(({ time, duration_ms: ms }) => Date.parse(time) + ms);
  for (const [index, { time }] of attempts.slice(1).entries()) {
    expect(Date.parse(time) - (ends[index] ?? 0)).toBeGreaterThanOrEqual(5000);
  }
});

test("a status that the document does not know is rejected", async () => {
  await publishOne("WORKFLOW_COMPLETED", { ...COMPLETED, workflowStatus: "DONE" });
  const [message] = await queueProbe(cloud, "rejected_events").take(1, ({ entry = "" }) =>
    entry.includes(tenant.application),
  );
  expect(message).toMatchObject({
    reason: "invalid_payload",
    errors: [
      {
        field: "detail.payload.workflowStatus",
        message: expect.stringContaining("COMPLETED, FAILED, TIMED_OUT, TERMINATED, PAUSED"),
      },
    ],
  });
});
