import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, expect, test } from "vitest";

import { newTenant, type TestTenant } from "../../support/cloud.ts";
import { publish } from "../../support/producer.ts";
import { startScenario } from "../../support/scenario.ts";
import { createWebhook, disableWebhooks, fixedRetry } from "../../support/test-webhook.ts";

/**
 * Receivers that never answer, and for how many seconds each gets two events a second: together
 * they want many times the slots that all deliver functions of this cloud have.
 * `RINGBACK_TARPITS=60 RINGBACK_TARPIT_SECONDS=60` is the long form.
 */
const TARPITS = Number(process.env["RINGBACK_TARPITS"] ?? 12);
const SECONDS = Number(process.env["RINGBACK_TARPIT_SECONDS"] ?? 6);
const PER_SECOND = 2;
/** Quick attempts that prove a webhook. */
const PROOF = 3;

const { cloud, tenant: quiet, receiver, webhookAt } = await startScenario("quiet");
const stuck = await newTenant(cloud, "stuck");

afterAll(() => disableWebhooks(stuck));

/** One event of a tenant, which says when it was published. */
function eventOf({ application }: TestTenant, type: string) {
  return { type, detail: { application, payload: { at: Date.now() } } };
}

/** Publishes steadily for so long. @returns how many events */
async function publishSteadily(what: () => Parameters<typeof publish>[1]): Promise<number> {
  const count = SECONDS * PER_SECOND;
  for (let number = 0; number < count; number += 1) {
    await Promise.all([publish(cloud, what()), sleep(1000 / PER_SECOND)]);
  }
  return count;
}

/**
 * How long the requests to the quick receiver were under way, but for the first ones, in
 * milliseconds.
 */
function p99After(count: number): number {
  const took = receiver
    .requestsTo("/quick")
    .slice(count)
    .map(({ body, receivedAtMs }) => receivedAtMs - (JSON.parse(String(body)).at as number))
    .toSorted((one, other) => one - other);
  return took[Math.ceil(took.length * 0.99) - 1] ?? Number.NaN;
}

test(
  `every event of a tenant arrives beside ${TARPITS} receivers of another that never answer`,
  { timeout: 60_000 + SECONDS * 4000 },
  async () => {
    receiver.answer("/stuck", ["hang"]);
    await webhookAt("/quick", ["QUIET"]);
    for (let tarpit = 0; tarpit < TARPITS; tarpit += 1) {
      await createWebhook(stuck, {
        endpoint: `${receiver.url}/stuck`,
        events: ["STUCK"],
        config: { timeout_seconds: 1, retry: fixedRetry(2, 60) }, // parked after the first attempt
      });
    }
    for (let count = 1; count <= PROOF; count += 1) {
      await publish(cloud, [eventOf(quiet, "QUIET")]);
      await receiver.waitFor(count, { path: "/quick" });
    }
    await sleep(2000); // the last of these is written down, and what was remembered before is forgotten

    const alone = await publishSteadily(() => [eventOf(quiet, "QUIET")]);
    await receiver.waitFor(PROOF + alone, { path: "/quick" });
    const aloneMs = p99After(PROOF);

    const beside = await publishSteadily(() => [eventOf(stuck, "STUCK"), eventOf(quiet, "QUIET")]);
    await receiver.waitFor(PROOF + alone + beside, { path: "/quick" });
    const besideMs = p99After(PROOF + alone);
    process.stdout.write(
      `p99 from publishing: alone ${aloneMs} ms, beside ${TARPITS} tarpits ${besideMs} ms, ÷ ${(besideMs / aloneMs).toFixed(2)}\n`,
    );
    const arrived = receiver.requestsTo("/quick").map(({ headers }) => headers["ringback-event"]);
    expect(new Set(arrived).size).toBe(PROOF + alone + beside);
    // The others were given to the slow functions, and fill them.
    expect(receiver.requestsTo("/stuck").length).toBeGreaterThan(TARPITS);
  },
);
