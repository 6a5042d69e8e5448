import { readdirSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { publish } from "../../support/producer.ts";
import { startScenario } from "../../support/scenario.ts";
import { createWebhook } from "../../support/test-webhook.ts";
import { vector } from "../../support/vector.ts";

const FOLDER = new URL("../../vectors/ncore/", import.meta.url);

/**
 * Every notification of the document; of those that are no valid JSON as printed, the correction.
 */
const SAMPLES = readdirSync(FOLDER)
  .filter((file) => !file.startsWith("create-webhook."))
  .filter((file, _, all) => !all.includes(file.replace(/\.json$/u, ".corrected.json")))
  .map((file) => {
    const text = vector(`ncore/${file}`);
    return { file, text, type: (JSON.parse(text) as { event: string }).event };
  });

const { cloud, tenant, receiver, webhookAt } = await startScenario("ncore-all");

/**
 * The same members in the same order, without white space; numbers in one form, since not every bus
 * keeps their text.
 */
function compact(json: string): string {
  return JSON.stringify(JSON.parse(json));
}

/**
 * "As per the configured transaction type": what a webhook with this filter gets of all
 * transactions.
 */
async function received(path: string, filter: object, count: number): Promise<string[]> {
  const events = ["TRANSACTION"];
  await createWebhook(tenant, { endpoint: `${receiver.url}${path}`, events, filter });
  await webhookAt(`${path}-all`, events);
  const transactions = SAMPLES.filter(({ type }) => type === "TRANSACTION");
  await publish(
    cloud,
    transactions.map(({ type, text }) => ({
      type,
      detail: `{"application":"${tenant.application}","payload":${text}}`,
    })),
  );
  await receiver.waitFor(transactions.length, { path: `${path}-all` });
  const requests = await receiver.waitFor(count, { path });
  return requests
    .map(({ body }) => JSON.parse(String(body)).card_transaction.transaction_type)
    .toSorted();
}

describe("nCore webhooks", () => {
  test("every sample of the document arrives, with its members in their order", async () => {
    const types = [...new Set(SAMPLES.map(({ type }) => type))];
    expect(types).toHaveLength(13);
    for (const type of types) {
      const request = JSON.parse(vector("ncore/create-webhook.card-status-change.json"));
      const endpoint = `${receiver.url}/${type}`;
      const body = { ...request, endpoint, events: [type] };
      const { status } = await tenant.api("POST", "/webhooks", body);
      expect(status).toBe(201);
    }
    await publish(
      cloud,
      SAMPLES.map(({ type, text }) => ({
        type,
        detail: `{"application":"${tenant.application}","payload":${text}}`,
      })),
    );
    for (const type of types) {
      const expected = SAMPLES.filter((sample) => sample.type === type);
      const requests = await receiver.waitFor(expected.length, { path: `/${type}` });
      expect(requests.map(({ body }) => compact(String(body))).toSorted()).toEqual(
        expected.map(({ text }) => compact(text)).toSorted(),
      );
      for (const { headers } of requests) {
        expect(headers).toMatchObject({
          authorization: `Basic ${Buffer.from("username:password").toString("base64")}`,
          apikey: "306e38e4-54be-469f-beca-4297129289d6",
        });
      }
    }
  });

  test("are received as per the configured transaction type", async () => {
    const path = "card_transaction.transaction_type";
    const purchases = await received("/purchases", { [path]: ["PURCHASE"] }, 1);
    expect(purchases).toEqual(["PURCHASE"]);
    const wallets = await received("/wallets", { [path]: [{ prefix: "WALLET_" }] }, 3);
    expect(wallets).toEqual(["WALLET_CREDIT", "WALLET_DEBIT", "WALLET_TRANSFER"]);
    const others = { [path]: [{ "anything-but": { prefix: "WALLET_" } }] };
    const large = { "card_transaction.transaction_amount": [{ numeric: [">=", 100] }] };
    expect(await received("/large", { ...others, ...large }, 1)).toEqual(["PURCHASE"]);
  });
});
