import { PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";

import { openDynamoTallies, type TallyStores } from "../support/dynamo-stores.ts";
import { ownTables } from "../support/own-table.ts";
import { talliesContract } from "./tallies.ts";

const START_MS = Date.parse("2026-01-31T12:00:00Z");

const { dynamodb, newTable } = await ownTables();

/** A table for each test, since what is open is listed whole. */
async function openStores(
  now: () => number,
  spanMs: number,
  pageSize?: number,
): Promise<TallyStores & { readonly tableName: string }> {
  const tableName = await newTable();
  const options = { now, spanMs, ...(pageSize !== undefined && { pageSize }) };
  return { tableName, ...openDynamoTallies({ dynamodb, tableName }, options) };
}

function drop(webhookId: string, id: string) {
  const owner = {
    kind: "dropped",
    application: "acme",
    environment: "sandbox",
    webhookId,
  } as const;
  return { owner, reason: "gone", id, places: [], isTold: true };
}

describe("in DynamoDB", () => {
  talliesContract(openStores);

  test("pages of any size give every tally once, and whole", async () => {
    const { count, open } = await openStores(() => START_MS, 60_000, 1);
    for (let index = 0; index < 30; index += 1) {
      await count(drop(`wh_${index % 5}`, `dlv_${index}`));
    }
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const { tallies, next } = await open.list(START_MS, after);
      for (const { tally } of tallies) {
        expect(tally.reasons).toEqual({ gone: 6 });
        seen.push(tally.owner.kind === "dropped" ? tally.owner.webhookId : "");
      }
      after = next;
    } while (after !== undefined);
    expect(seen).toEqual(["wh_0", "wh_1", "wh_2", "wh_3", "wh_4"]);
  });

  test("the writes of one owner are spread over several partitions", async () => {
    const { count, open } = await openStores(() => START_MS, 60_000);
    for (let index = 0; index < 40; index += 1) await count(drop("wh_1", `dlv_${index}`));
    const [over] = (await open.list(START_MS)).tallies;
    expect(new Set(over?.parts.map(({ key }) => key.pk.S)).size).toBe(4);
  });

  test("what nobody could have written is passed over", async () => {
    const { tableName, count, open, days } = await openStores(() => START_MS, 60_000);
    await count(drop("wh_1", "dlv_1"));
    const day = "2026-01-31";
    for (const [pk, sk] of [
      ["tally#0", "span#x"],
      ["tally#1", "span#2026-01-31T12:00:00.000Z#told#who"],
      [`tallies#${day}`, "dropped"],
    ] as const) {
      const Item = { pk: { S: pk }, sk: { S: sk } };
      await dynamodb.send(new PutItemCommand({ TableName: tableName, Item }));
    }
    const { tallies } = await open.list(START_MS);
    expect(tallies).toHaveLength(1);
    expect(await days.open(day)).toHaveLength(1);
    expect(await days.page(day, "dropped", 10)).toEqual({ tallies: [] });
  });

  test("tallies end two weeks after they began", async () => {
    const { tableName, count, open } = await openStores(() => START_MS, 60_000);
    await count(drop("wh_1", "dlv_1"));
    const endOf = async (pk: string) => {
      const { Items: items = [] } = await dynamodb.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: "pk = :pk",
          ExpressionAttributeValues: { ":pk": { S: pk } },
        }),
      );
      return items.map(({ expiresAt }) => Number(expiresAt?.N));
    };
    const [over] = (await open.list(START_MS)).tallies;
    const twoWeeksLater = START_MS / 1000 + 14 * 86_400;
    expect(await endOf(over?.parts[0]?.key.pk.S ?? "")).toEqual([twoWeeksLater]);
    await open.close(over!);
    expect(await endOf("tallies#2026-01-31")).toEqual([twoWeeksLater]);
  });
});
