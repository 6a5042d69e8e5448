import { randomBytes, randomUUID } from "node:crypto";

import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, describe, expect, test } from "vitest";

import { makeWebhookStore } from "../../lambdas/config-api/webhooks/webhook-store.ts";
import { webhookIdFrom } from "../../lambdas/shared/domain/identifiers.ts";
import {
  legacySecretSealContext,
  webhookSealContext,
} from "../../lambdas/shared/domain/seal-context.ts";
import { signingKeySealContext } from "../../lambdas/shared/domain/signing-key.ts";
import type { Webhook } from "../../lambdas/shared/domain/webhook.ts";
import { makeApplicationStore } from "../../lambdas/shared/dynamodb/application-store.ts";
import { makeDynamoKeyRings } from "../../lambdas/shared/dynamodb/dynamo-key-rings.ts";
import { makeDynamoSigningKeys } from "../../lambdas/shared/dynamodb/dynamo-signing-keys.ts";
import { makeLegacySecretStore } from "../../lambdas/shared/dynamodb/legacy-secret-store.ts";
import { writeSigningKeyItem } from "../../lambdas/shared/dynamodb/signing-key-item.ts";
import { makeSigningKeyMaker } from "../../lambdas/shared/signing-keys/make-signing-key.ts";
import { makeVault, type Vault } from "../../lambdas/shared/vault/vault.ts";
import { composeVaultKey } from "../../lambdas/vault-key/compose.ts";
import { makeDynamoSealedItems } from "../../lambdas/vault-key/dynamo-sealed-items.ts";
import { makeDynamoWalkStore } from "../../lambdas/vault-key/dynamo-walk-store.ts";
import { testCloud } from "../support/cloud.ts";
import { ownTables } from "../support/own-table.ts";
import { HOUR_MS, kidOf } from "../support/vault-key-test-bed.ts";

const TENANT = { application: "acme", environment: "production" } as const;
const FIELDS = ["basic_auth_password", "custom_header:0", "signature_secret"];
const keyId = `vault-key-${randomUUID()}`;

const { dynamodb, newTable } = await ownTables();
const tableName = await newTable();
const secretsManager = new SecretsManagerClient((await testCloud()).client);
await secretsManager.send(new CreateSecretCommand({ Name: keyId, SecretString: "generated" }));
let nowMs = Date.now();
const now = () => nowMs;
const unsealable: string[] = [];

afterAll(async () => {
  await secretsManager.send(
    new DeleteSecretCommand({ SecretId: keyId, ForceDeleteWithoutRecovery: true }),
  );
  secretsManager.destroy();
});

/** A function that starts now. */
function openVault(): Vault {
  return makeVault({ secretsManager, keyId, now });
}

function stores() {
  const options = { dynamodb, tableName };
  const signingKeys = makeDynamoSigningKeys(options);
  return {
    applications: makeApplicationStore(options),
    webhooks: makeWebhookStore(options),
    legacySecrets: makeLegacySecretStore(options),
    signingKeys,
    rings: makeDynamoKeyRings({ ...options, keys: signingKeys }),
  };
}

function run(isAsked: boolean, isTimeUp = () => false) {
  return composeVaultKey({
    dynamodb,
    secretsManager,
    tableName,
    keyId,
    rotationDays: 0,
    pageSize: 3,
    now,
    cannotReseal: ({ sk }, field) => void unsealable.push(`${sk} ${field}`),
  })({ isAsked, isTimeUp });
}

async function createWebhook(vault: Vault): Promise<Webhook> {
  const id = webhookIdFrom(randomBytes(16));
  const sealed = await Promise.all(
    FIELDS.map(async (field) => [
      field,
      await vault.seal(`${id} ${field}`, webhookSealContext({ ...TENANT, id }, field)),
    ]),
  );
  const webhook: Webhook = {
    ...TENANT,
    id,
    version: 1,
    endpoint: "https://example.com/",
    events: ["*"],
    status: "enabled",
    config: { customHeaderNames: ["apikey"] },
    sealed: Object.fromEntries(sealed) as Webhook["sealed"],
    createdAtMs: 1,
    modifiedAtMs: 1,
  };
  await stores().webhooks.create(webhook);
  return webhook;
}

/** A key of the ring that all tenants shared, as the version before wrote and sealed it. */
async function putSharedKey(vault: Vault): Promise<void> {
  const kid = randomUUID();
  const context = { application: "ringback", environment: "signing-keys", owner: kid };
  const pem = "-----BEGIN PRIVATE KEY-----";
  const Item = writeSigningKeyItem({
    ring: "shared",
    kid,
    signsFromMs: 1,
    createdAtMs: 1,
    publicKeyPem: "-----BEGIN PUBLIC KEY-----",
    sealedPrivateKey: await vault.seal(pem, { ...context, field: "private_key" }),
  });
  await dynamodb.send(new PutItemCommand({ TableName: tableName, Item }));
}

/**
 * Every version of the key that something is sealed under, all of it opened by a function that
 * starts now.
 */
async function versionsInUse(): Promise<Set<string>> {
  const vault = openVault();
  const { webhooks, legacySecrets, signingKeys } = stores();
  const kids = new Set<string>();
  for (const webhook of await webhooks.list(TENANT, undefined, 100)) {
    for (const [field, jwe] of Object.entries(webhook.sealed)) {
      const plain = await vault.open(jwe, webhookSealContext(webhook, field));
      expect(plain).toBe(`${webhook.id} ${field}`);
      kids.add(kidOf(jwe));
    }
  }
  const legacy = (await legacySecrets.read(TENANT)) ?? "";
  expect(await vault.open(legacy, legacySecretSealContext(TENANT))).toBe("legacy");
  kids.add(kidOf(legacy));
  for (const ring of ["shared", TENANT] as const) {
    const keys = await signingKeys.list(ring);
    expect(keys).toHaveLength(1);
    for (const { kid, sealedPrivateKey } of keys) {
      const pem = await vault.open(sealedPrivateKey, signingKeySealContext({ ring, kid }));
      expect(pem).toContain("PRIVATE KEY");
      kids.add(kidOf(sealedPrivateKey));
    }
  }
  return kids;
}

describe("the rotation of the vault key", () => {
  test("seals everything anew, page by page and run by run, and loses nothing in two rotations", async () => {
    const vault = openVault();
    const { applications, legacySecrets, signingKeys, rings } = stores();
    await applications.create({ id: "acme", name: "acme", createdAtMs: 1, modifiedAtMs: 1 });
    await legacySecrets.set(TENANT, await vault.seal("legacy", legacySecretSealContext(TENANT)));
    await rings.enter(TENANT);
    const key = await makeSigningKeyMaker(vault)(TENANT, 1, 1);
    await signingKeys.putIfAbsent(key);
    await putSharedKey(vault);
    const webhooks = await Promise.all(Array.from({ length: 7 }, () => createWebhook(vault)));
    const first = await versionsInUse();
    expect(first.size).toBe(1);

    let report = await run(true, () => true);
    expect(report).toMatchObject({ rotated: true, state: "under_way" });
    expect((await versionsInUse()).size).toBe(2);
    while (report.state === "under_way") report = await run(false, () => true);
    expect(report).toMatchObject({ state: "waiting", left: 0 });
    const second = await versionsInUse();
    expect([...second, ...first]).toHaveLength(new Set([...second, ...first]).size);

    const [webhook] = webhooks;
    const changed = await stores().webhooks.read(TENANT, webhook!.id);
    expect(changed).toEqual({ ...webhook, version: 2, sealed: changed?.sealed });

    // A warm function that still knew the first key; refused until a walk has found it.
    const late = await createWebhook(vault);
    expect(await run(true)).toMatchObject({ rotated: false, refusal: expect.any(String) });
    nowMs += HOUR_MS;
    expect(await run(true)).toMatchObject({ rotated: false, state: "done", left: 0 });
    nowMs += 25 * HOUR_MS;
    expect(await run(true)).toMatchObject({ rotated: true, state: "waiting", resealed: 27 });
    expect((await versionsInUse()).size).toBe(1);
    expect(await stores().webhooks.read(TENANT, late.id)).toBeDefined();
    expect(unsealable).toEqual([]);
  });
});

describe("the sealed items in DynamoDB", () => {
  test("are replaced only while nobody has changed them", async () => {
    const items = makeDynamoSealedItems({ dynamodb, tableName, pageSize: 100 });
    const { items: all } = await items.page(undefined);
    expect(all.map(({ position }) => position.sk.split("#")[0]).toSorted()).toEqual(
      [...Array<string>(8).fill("webhook"), "environment", "from", "from"].toSorted(),
    );
    for (const item of all) {
      const seals = item.seals.map((seal) => ({ ...seal, jwe: `${seal.jwe}x` }));
      expect(await items.replace(item, seals)).toBe(true);
      expect(await items.replace(item, item.seals)).toBe(false);
      const present = await items.read(item.position);
      expect(present?.seals).toEqual(seals);
      expect(await items.replace(present!, item.seals)).toBe(true);
    }
    const gone = { pk: "acme#production", sk: "webhook#wh_none" };
    expect(await items.read(gone)).toBeUndefined();
    expect(await items.replace({ ...all[0]!, position: gone }, all[0]!.seals)).toBe(false);
  });
});

describe("the walk in DynamoDB", () => {
  test("takes one step after the other, and each once", async () => {
    const walks = makeDynamoWalkStore({ dynamodb, tableName: await newTable() });
    expect(await walks.read()).toBeUndefined();
    const walk = { keyVersion: "v", seenFromMs: 1, startedAtMs: 2, left: 0, step: 1 };
    expect(await walks.write({ ...walk, step: 2 })).toBe(false);
    expect(await walks.write(walk)).toBe(true);
    expect(await walks.write(walk)).toBe(false);
    expect(await walks.read()).toEqual(walk);
    const next = { ...walk, step: 2, left: 3, position: { pk: "a", sk: "b" } };
    expect(await walks.write(next)).toBe(true);
    expect(await walks.read()).toEqual(next);
    const ended = { ...walk, step: 3, endedAtMs: 5 };
    expect(await walks.write(ended)).toBe(true);
    expect(await walks.read()).toEqual(ended);
  });
});
