import { createHmac, verify } from "node:crypto";

import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { expect, test } from "vitest";

import { signingKeySealContext } from "../../lambdas/shared/domain/signing-key.ts";
import { makeDynamoKeyRings } from "../../lambdas/shared/dynamodb/dynamo-key-rings.ts";
import { makeDynamoSigningKeys } from "../../lambdas/shared/dynamodb/dynamo-signing-keys.ts";
import { writeSigningKeyItem } from "../../lambdas/shared/dynamodb/signing-key-item.ts";
import { makeSigningKeyMaker } from "../../lambdas/shared/signing-keys/make-signing-key.ts";
import { makeVault } from "../../lambdas/shared/vault/vault.ts";
import { apiCaller, newTenant, type TestTenant } from "../support/cloud.ts";
import { invokeFunction } from "../support/invoke-function.ts";
import { publish } from "../support/producer.ts";
import type { ReceivedRequest } from "../support/receiver.ts";
import { startScenario } from "../support/scenario.ts";
import { defineEventTypes } from "../support/test-webhook.ts";
import { within } from "../support/within.ts";

const { cloud, tenant, receiver } = await startScenario("signatures");
/** Another application, whose receivers must take nothing that was signed for the first. */
const other = await newTenant(cloud, "signatures-other");

/** Creates a webhook that signs, for events named like the path it points to. */
async function createSigned(type: string, signature: object, owner = tenant) {
  const endpoint = `${receiver.url}/${type}`;
  const webhook = { endpoint, events: [type], config: { signature } };
  await defineEventTypes(owner, [type]);
  const { status, body } = await owner.api("POST", "/webhooks", webhook);
  expect(status).toBe(201);
  return body;
}

/** Publishes an event and gives the request that it became. */
async function received(type: string, owner = tenant): Promise<ReceivedRequest> {
  const count = receiver.requestsTo(`/${type}`).length + 1;
  const payload = { text: "with spaces\tand é", nested: [1, { a: "b c" }] };
  await publish(cloud, [{ type, detail: { application: owner.application, payload } }]);
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

/** Where the receivers of a tenant take its keys from. */
const addressOf = ({ application, environment }: TestTenant) =>
  `/applications/${application}/${environment}`;

/** What a receiver finds that takes its keys from an address; 404: there is no such key. */
async function verifiedAt(address: string, request: ReceivedRequest): Promise<boolean | 404> {
  const { kid, header, signature } = jwsOf(request);
  const { status, text: pem } = await apiCaller(cloud.api_url)(
    "GET",
    `${address}/signing-keys/${kid}`,
  );
  if (status === 404) return status;
  const signed = Buffer.from(`${header}.${request.body.toString("base64url")}`);
  return verify("RSA-SHA256", signed, pem, signature);
}

test("jws: any key holder of the public key can verify the body, white space removed or not", async () => {
  await createSigned("JWS", { scheme: "jws" });
  const request = await received("JWS");
  const { kid } = jwsOf(request);
  expect(String(request.body)).not.toMatch(/\s/);
  expect(await verifiedAt(addressOf(tenant), request)).toBe(true);
  expect(await verifiedAt("", request)).toBe(true);
  const anyone = apiCaller(cloud.api_url);
  const { body: set } = await anyone("GET", `${addressOf(tenant)}/.well-known/jwks.json`);
  expect(set.keys.map((key: { kid: string }) => key.kid)).toContain(kid);
});

test("jws: the receiver of one application refuses what was signed for another, or for its sandbox", async () => {
  await createSigned("MINE", { scheme: "jws" });
  const { id } = await createSigned("THEIRS", { scheme: "jws" }, other);
  const [mine, theirs] = [await received("MINE"), await received("THEIRS", other)];
  expect(await verifiedAt(addressOf(tenant), mine)).toBe(true);
  expect(await verifiedAt(addressOf(other), theirs)).toBe(true);
  expect(await verifiedAt(addressOf(tenant), theirs)).toBe(404);
  expect(await verifiedAt(addressOf(other), mine)).toBe(404);
  expect(await verifiedAt(`/applications/${tenant.application}/sandbox`, mine)).toBe(404);
  // A test signs whatever the admin wants: with its own key as well.
  const { status, body } = await other.api("POST", `/webhooks/${id}/test`, {
    payload: { paid: 1 },
  });
  expect(status).toBe(200);
  expect(body.attempt.verdict).toBe("succeeded");
  const tested = receiver.requestsTo("/THEIRS").at(-1)!;
  expect(String(tested.body)).toBe('{"paid":1}');
  expect(await verifiedAt(addressOf(tenant), tested)).toBe(404);
  expect(await verifiedAt(addressOf(other), tested)).toBe(true);
  const { kid } = jwsOf(tested);
  const { headers } = await apiCaller(cloud.api_url)("GET", `/signing-keys/${kid}`);
  expect(headers.get("ringback-key-owner")).toBe(`${other.application}/production`);
});

test("jws: a webhook from before keys had tenants is signed with the key of all, and soon with its own", async () => {
  await createSigned("BEFORE", { scheme: "jws" }, other);
  const dynamodb = new DynamoDBClient(cloud.client);
  const secretsManager = new SecretsManagerClient(cloud.client);
  const table = { dynamodb, tableName: cloud.outputs["WebhooksTableName"] ?? "" };
  const keys = makeDynamoSigningKeys(table);
  const keyId = cloud.outputs["VaultKeySecretArn"] ?? "";
  const vault = makeVault({ secretsManager, keyId, now: Date.now });
  await within({ timeoutMs: 40_000, intervalMs: 1000 }, async () => {
    // The scheduled rotation may come in between, and a function may still remember the ring:
    // then once more.
    const made = await makeSigningKeyMaker(vault)(other, Date.now() - 1000, Date.now());
    const pem = await vault.open(made.sealedPrivateKey, signingKeySealContext(made));
    const context = signingKeySealContext({ ring: "shared", kid: made.kid });
    const sealedPrivateKey = await vault.seal(pem, context);
    const Item = writeSigningKeyItem({ ...made, ring: "shared", sealedPrivateKey });
    await dynamodb.send(new PutItemCommand({ TableName: table.tableName, Item }));
    await makeDynamoKeyRings({ ...table, keys }).removeAll(other);
    const request = await received("BEFORE", other);
    if (jwsOf(request).kid !== made.kid) throw new Error("signed with another key");
    expect(await verifiedAt("", request)).toBe(true);
    expect(await verifiedAt(addressOf(other), request)).toBe(404);
  });
  await invokeFunction(cloud, "ringback-signing-keys");
  expect(await keys.list(other)).toHaveLength(2);
  await within({ timeoutMs: 20_000, intervalMs: 1000 }, async () => {
    const request = await received("BEFORE", other);
    if ((await verifiedAt(addressOf(other), request)) !== true) throw new Error("not yet");
  });
  dynamodb.destroy();
  secretsManager.destroy();
});

test("jws: keys follow one another, and an old one cannot be read for ever", async () => {
  await createSigned("ROTATED", { scheme: "jws" });
  const { kid: first } = jwsOf(await received("ROTATED"));
  const anyone = apiCaller(cloud.api_url);
  await within({ timeoutMs: 30_000, intervalMs: 1000 }, async () => {
    await invokeFunction(cloud, "ringback-signing-keys");
    if (jwsOf(await received("ROTATED")).kid === first) throw new Error("the same key signs");
  });
  await within({ timeoutMs: 30_000, intervalMs: 500 }, async () => {
    const { status } = await anyone("GET", `${addressOf(tenant)}/signing-keys/${first}`);
    if (status !== 404) throw new Error(`the first key is answered with ${status}`);
  });
  await invokeFunction(cloud, "ringback-signing-keys");
  expect((await anyone("GET", `/signing-keys/${first}`)).status).toBe(404);
  const { body: set } = await anyone("GET", `${addressOf(tenant)}/.well-known/jwks.json`);
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
