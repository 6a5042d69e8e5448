import { createHmac, verify } from "node:crypto";

import { afterAll, beforeAll, expect, test, vi } from "vitest";

import {
  apiCaller,
  newTenant,
  testCloud,
  type TestCloud,
  type TestTenant,
} from "../support/cloud.ts";
import { invokeFunction } from "../support/invoke-function.ts";
import { publish } from "../support/producer.ts";
import { type ReceivedRequest, type Receiver, startReceiver } from "../support/receiver.ts";
import { defineEventTypes } from "../support/test-webhook.ts";

let cloud: TestCloud;
let tenant: TestTenant;
let receiver: Receiver;

beforeAll(async () => {
  cloud = await testCloud();
  tenant = await newTenant(cloud, "signatures");
  receiver = await startReceiver();
  await invokeFunction(cloud, "ringback-signing-keys"); // as its schedule does, some time after the deployment
});

afterAll(() => receiver.close());

/** Creates a webhook that signs, for events named like the path it points to. */
async function createSigned(type: string, signature: object) {
  const endpoint = `${receiver.url}/${type}`;
  const webhook = { endpoint, events: [type], config: { signature } };
  await defineEventTypes(tenant, [type]);
  const { status, body } = await tenant.api("POST", "/webhooks", webhook);
  expect(status).toBe(201);
  return body;
}

/** Publishes an event and gives the request that it became. */
async function received(type: string): Promise<ReceivedRequest> {
  const count = receiver.requestsTo(`/${type}`).length + 1;
  const payload = { text: "with spaces\tand é", nested: [1, { a: "b c" }] };
  await publish(cloud, [{ type, detail: { application: tenant.application, payload } }]);
  const requests = await receiver.waitFor(count, { path: `/${type}` });
  const request = requests[count - 1] as ReceivedRequest;
  expect(JSON.parse(String(request.body))).toEqual(payload);
  return request;
}

/** The parts of a detached JWS. */
function jwsOf(request: ReceivedRequest): { kid: string; header: string; signature: Buffer } {
  const [header = "", payload, signature = ""] = String(request.headers["jws-signature"]).split(
    ".",
  );
  expect(payload).toBe("");
  const { kid, ...rest } = JSON.parse(Buffer.from(header, "base64url").toString());
  expect(rest).toEqual({ alg: "RS256", typ: "JWT" });
  return { kid, header, signature: Buffer.from(signature, "base64url") };
}

test("jws: any key holder of the public key can verify the body, white space removed or not", async () => {
  await createSigned("JWS", { scheme: "jws" });
  const request = await received("JWS");
  const { kid, header, signature } = jwsOf(request);
  expect(String(request.body)).not.toMatch(/\s/);
  const anyone = apiCaller(cloud.api_url);
  const { status, text: pem } = await anyone("GET", `/signing-keys/${kid}`);
  expect(status).toBe(200);
  const signed = Buffer.from(`${header}.${request.body.toString("base64url")}`);
  expect(verify("RSA-SHA256", signed, pem, signature)).toBe(true);
  const { body: set } = await anyone("GET", "/.well-known/jwks.json");
  expect(set.keys.map((key: { kid: string }) => key.kid)).toContain(kid);
});

test("jws: keys follow one another, and an old one cannot be read for ever", async () => {
  await createSigned("ROTATED", { scheme: "jws" });
  const { kid: first } = jwsOf(await received("ROTATED"));
  const anyone = apiCaller(cloud.api_url);
  await vi.waitFor(
    async () => {
      await invokeFunction(cloud, "ringback-signing-keys");
      if (jwsOf(await received("ROTATED")).kid === first) throw new Error("the same key signs");
    },
    { timeout: 30_000, interval: 1000 },
  );
  await vi.waitFor(
    async () => {
      const { status } = await anyone("GET", `/signing-keys/${first}`);
      if (status !== 404) throw new Error(`the first key is answered with ${status}`);
    },
    { timeout: 30_000, interval: 500 },
  );
  await invokeFunction(cloud, "ringback-signing-keys");
  const { body: set } = await anyone("GET", "/.well-known/jwks.json");
  expect(set.keys.map((key: { kid: string }) => key.kid)).not.toContain(first);
});

test("hmac: with the secret that was given", async () => {
  const created = await createSigned("HMAC", { scheme: "hmac", secret: "a secret of our own" });
  expect(JSON.stringify(created)).not.toContain("a secret of our own");
  const { headers, body } = await received("HMAC");
  const expected = createHmac("sha256", "a secret of our own").update(body).digest("hex");
  expect(headers["x-signature"]).toBe(expected);
});

test("standard: with the secret that was made, shown once", async () => {
  const { id, config } = await createSigned("STANDARD", { scheme: "standard" });
  const { secret } = config.signature;
  expect(secret).toMatch(/^whsec_/);
  expect((await tenant.api("GET", `/webhooks/${id}`)).text).not.toContain(secret);
  const { headers, body } = await received("STANDARD");
  const parts = [headers["webhook-id"], headers["webhook-timestamp"], body].map(String);
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const expected = createHmac("sha256", key).update(parts.join(".")).digest("base64");
  expect(headers["webhook-signature"]).toBe(`v1,${expected}`);
  expect(headers["webhook-id"]).toBe(headers["ringback-delivery"]);
});
