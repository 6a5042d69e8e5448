import { Match } from "aws-cdk-lib/assertions";
import { expect, test } from "vitest";

import { resourceNamed, resourcesOf, synthesizeRingback } from "../support/template.ts";

const { storage } = synthesizeRingback();
const TABLE = "AWS::DynamoDB::GlobalTable";
const SECRET = "AWS::SecretsManager::Secret";
const LOG_GROUP = "AWS::Logs::LogGroup";

/** The one replica of a table: a global table in the region of its stack only. */
function replicaOf(table: { Properties: Readonly<Record<string, unknown>> }) {
  const [replica] = table.Properties["Replicas"] as Record<string, unknown>[];
  return replica;
}

function tableNamed(room: string) {
  return resourceNamed(storage, TABLE, "TableName", `ringback-${room}`);
}

test("both tables are on demand, encrypted under a KMS key, recoverable to a point in time and protected", () => {
  const tables = [...resourcesOf(storage, TABLE).values()];
  expect(tables.map((table) => table.Properties["TableName"])).toEqual([
    "ringback-webhooks",
    "ringback-deliveries",
  ]);
  for (const table of tables) {
    expect(table.Properties).toMatchObject({
      BillingMode: "PAY_PER_REQUEST",
      SSESpecification: { SSEEnabled: true, SSEType: "KMS" },
      TimeToLiveSpecification: { AttributeName: "expiresAt", Enabled: true },
    });
    expect(replicaOf(table)).toMatchObject({
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  }
});

test("no table is warmer, or may take less, than AWS has it, unless a setting says so", () => {
  const text = JSON.stringify(storage.toJSON());
  expect(text).not.toMatch(/WarmThroughput|MaxReadRequestUnits|MaxWriteRequestUnits/u);
});

test("the deliveries table and its indexes take what the settings say; the webhooks table is left alone", () => {
  const { storage: other } = synthesizeRingback({
    warmReadUnits: 20_000,
    warmWriteUnits: 8000,
    maxReadUnits: 30_000,
    maxWriteUnits: 9000,
  });
  const { resource } = resourceNamed(other, TABLE, "TableName", "ringback-deliveries");
  const warm = { ReadUnitsPerSecond: 20_000, WriteUnitsPerSecond: 8000 };
  expect(resource.Properties).toMatchObject({
    WarmThroughput: warm,
    GlobalSecondaryIndexes: [
      { WarmThroughput: warm },
      { WarmThroughput: warm },
      { WarmThroughput: warm },
    ],
    WriteOnDemandThroughputSettings: { MaxWriteRequestUnits: 9000 },
  });
  expect(replicaOf(resource)).toMatchObject({
    ReadOnDemandThroughputSettings: { MaxReadRequestUnits: 30_000 },
  });
  const { resource: webhooks } = resourceNamed(other, TABLE, "TableName", "ringback-webhooks");
  expect(JSON.stringify(webhooks)).not.toMatch(/WarmThroughput|RequestUnits/u);
});

test("tables, keys and the change log are retained, but not by the rollback of the deployment that made them", () => {
  const kept = [TABLE, SECRET, LOG_GROUP].flatMap((type) => [
    ...resourcesOf(storage, type).values(),
  ]);
  expect(kept).toHaveLength(5);
  for (const resource of kept) {
    expect(resource.DeletionPolicy).toBe("RetainExceptOnCreate");
    expect(resource.UpdateReplacePolicy).toBe("Retain");
  }
});

test("nothing that may fail is made after a table, which a rollback could not delete while it is protected", () => {
  const { id: deliveries, resource } = tableNamed("deliveries");
  const { id: webhooks, resource: last } = tableNamed("webhooks");
  const before = [SECRET, LOG_GROUP].flatMap((type) => [...resourcesOf(storage, type).keys()]);
  expect(resource.DependsOn).toEqual(before.toSorted());
  expect(last.DependsOn).toEqual([deliveries]);
  const { Resources: all } = storage.toJSON() as { Resources: Record<string, { Type: string }> };
  const made = Object.keys(all).filter((id) => all[id]?.Type !== "AWS::CDK::Metadata");
  expect(made.toSorted()).toEqual([...(resource.DependsOn ?? []), deliveries, webhooks].toSorted());
});

test("removalPolicy=destroy lets tables and keys go with the stack", () => {
  const sandbox = synthesizeRingback({ removalPolicy: "destroy" }).storage;
  for (const table of resourcesOf(sandbox, TABLE).values()) {
    expect(table.DeletionPolicy).toBe("Delete");
    expect(replicaOf(table)).toMatchObject({ DeletionProtectionEnabled: false });
  }
  for (const secret of resourcesOf(sandbox, SECRET).values()) {
    expect(secret.DeletionPolicy).toBe("Delete");
  }
});

test("deletionProtection=false keeps the tables but lets people delete them", () => {
  const { resource } = resourceNamed(
    synthesizeRingback({ deletionProtection: "false" }).storage,
    TABLE,
    "TableName",
    "ringback-deliveries",
  );
  expect(resource.DeletionPolicy).toBe("RetainExceptOnCreate");
  expect(replicaOf(resource)).toMatchObject({ DeletionProtectionEnabled: false });
});

test.each([
  ["history", "historyKey", "acceptedAt", { ProjectionType: "KEYS_ONLY" }],
  ["undelivered", "undeliveredKey", "acceptedAt", { ProjectionType: "KEYS_ONLY" }],
  [
    "lane",
    "lane",
    "nextAttemptAt",
    { ProjectionType: "INCLUDE", NonKeyAttributes: ["dispatch", "application", "environment"] },
  ],
])("index %s is keyed by %s and the number %s", (IndexName, hash, range, Projection) => {
  storage.hasResourceProperties(TABLE, {
    TableName: "ringback-deliveries",
    AttributeDefinitions: Match.arrayWith([{ AttributeName: hash, AttributeType: "S" }]),
    GlobalSecondaryIndexes: Match.arrayWith([
      Match.objectEquals({
        IndexName,
        KeySchema: [
          { AttributeName: hash, KeyType: "HASH" },
          { AttributeName: range, KeyType: "RANGE" },
        ],
        Projection,
      }),
    ]),
  });
  storage.hasResourceProperties(TABLE, {
    AttributeDefinitions: Match.arrayWith([{ AttributeName: range, AttributeType: "N" }]),
  });
});

test("the webhooks table has no index: every access is by key", () => {
  storage.hasResourceProperties(TABLE, {
    TableName: "ringback-webhooks",
    GlobalSecondaryIndexes: Match.absent(),
  });
});

test("two keys are generated from letters and digits alone, and named by CloudFormation", () => {
  const secrets = [...resourcesOf(storage, SECRET).values()];
  expect(secrets).toHaveLength(2);
  for (const secret of secrets) {
    expect(secret.Properties).not.toHaveProperty("Name");
    const generated = secret.Properties["GenerateSecretString"] as Record<string, unknown>;
    expect(generated).toMatchObject({ PasswordLength: 64, ExcludePunctuation: true });
    const excluded = new Set(String(generated["ExcludeCharacters"]));
    const printable = Array.from({ length: 94 }, (_, index) => String.fromCodePoint(33 + index));
    expect(printable.filter((character) => !excluded.has(character)).join("")).toBe(
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    );
  }
});

test("the outputs name the tables, the vault key and the change log", () => {
  expect(Object.keys(storage.findOutputs("*"))).toEqual(
    expect.arrayContaining([
      "WebhooksTableName",
      "DeliveriesTableName",
      "VaultKeySecretArn",
      "ChangeLogGroup",
    ]),
  );
});
