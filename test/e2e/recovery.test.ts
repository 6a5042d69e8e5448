import { afterAll, expect, test } from "vitest";

import { FIRST_PACE } from "../../lambdas/shared/domain/recovery.ts";
import { startScenario } from "../support/scenario.ts";
import { disableWebhooks } from "../support/test-webhook.ts";
import { within } from "../support/within.ts";

/** Each attempt of theirs fails, until the receiver is found down. */
const FIRST = 20;
/** What waits when it comes back. */
const WAITING = 500;
/** Published once it is back. */
const NEW = 10;
const PATH = "/recovery";
/** A look of the lane at the least; a second early, at most. */
const LOOK_MS = 9000;
/** The probe that found it back, and duplicates, which SQS may make. */
const SLACK = 10;

const { tenant, receiver, publishMany, webhookAt } = await startScenario("recovery");

afterAll(() => disableWebhooks(tenant));

test("500 deliveries that waited for a receiver arrive at a growing pace, and what is new between them", async () => {
  let isUp = false;
  receiver.answer(PATH, () => (isUp ? 204 : 503));
  const webhookId = await webhookAt(PATH, ["RECOVERY"]);
  const stats = async () => (await tenant.api("GET", `/webhooks/${webhookId}/stats`)).body;
  const until = (state: string) =>
    within({ timeoutMs: 60_000, intervalMs: 500 }, async () => {
      const { body } = await tenant.api("GET", `/webhooks/${webhookId}`);
      expect(body.health).toMatchObject({ state });
    });
  await publishMany("RECOVERY", FIRST);
  await until("down");
  await publishMany("RECOVERY", WAITING - FIRST, FIRST);
  await within({ timeoutMs: 60_000, intervalMs: 2000 }, async () =>
    expect(await stats()).toMatchObject({ delivery_count: WAITING }),
  );

  isUp = true;
  await until("recovering");
  await publishMany("RECOVERY", NEW, WAITING);
  await within({ timeoutMs: 150_000, intervalMs: 2000 }, async () =>
    expect((await stats()).outcomes).toMatchObject({ delivered: WAITING + NEW, dropped: {} }),
  );

  const requests = receiver.requestsTo(PATH).map(({ body, receivedAtMs }) => ({
    number: JSON.parse(String(body)).number as number,
    receivedAtMs,
  }));
  // All that came after the first pace had to fail before it was up; the rest is what came since.
  const since = requests.slice(-(WAITING + NEW));
  const backMs = since[0]?.receivedAtMs ?? 0;
  const arrivedBy = (ms: number) =>
    since.filter(({ receivedAtMs }) => receivedAtMs < backMs + ms).length;
  let pace = FIRST_PACE;
  let most = SLACK;
  for (let look = 1; look <= 4; look += 1) {
    most += pace;
    expect(arrivedBy(look * LOOK_MS)).toBeLessThanOrEqual(most);
    pace *= 2;
  }
  // What is new is not behind what waited: of that, more than half comes later.
  const lastNew = since.findLastIndex(({ number }) => number >= WAITING);
  const later = since.slice(lastNew).filter(({ number }) => number < WAITING);
  expect(later.length).toBeGreaterThan(WAITING / 2);
}, 300_000);
