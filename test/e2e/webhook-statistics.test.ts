import { expect, test } from "vitest";

import { queueProbe } from "../support/queue-probe.ts";
import { startScenario } from "../support/scenario.ts";
import { fixedRetry } from "../support/test-webhook.ts";
import { within } from "../support/within.ts";

const { cloud, tenant, receiver, publishOne, publishMany, webhookAt } =
  await startScenario("statistics");

test("statistics tell what became of a webhook's deliveries, and how long they took", async () => {
  const path = "/STATISTICS";
  // Three at once, one with its second attempt, and one that is dropped after two.
  receiver.answer(path, [204, 204, 204]);
  const webhookId = await webhookAt(path, ["COUNTED"], { retry: fixedRetry(2, 1) });
  await publishMany("COUNTED", 3);
  await receiver.waitFor(3, { path });
  receiver.answer(path, [500, 204]);
  await publishOne("COUNTED");
  await receiver.waitFor(5, { path });
  receiver.answer(path, [503, 404]);
  await publishOne("COUNTED");
  const dropped = queueProbe(cloud, "dropped");
  await dropped.take(1, ({ webhook_id: id }) => id === webhookId);

  const { body } = await within({ timeoutMs: 20_000 }, async () => {
    const answer = await tenant.api("GET", `/webhooks/${webhookId}/stats`);
    expect(answer.body).toMatchObject({ delivery_count: 5, attempt_count: 7, attempts_read: 7 });
    return answer;
  });
  expect(body).toMatchObject({
    approximate: false,
    records_read: 5,
    outcomes: {
      delivered: 4,
      delivered_at_first_attempt: 3,
      queued: 0,
      parked: 0,
      dropped: { attempts_spent: 1 },
    },
    last_answers: { "2xx": 4, "4xx": 1, "5xx": 0, none: {}, unattempted: 0 },
  });
  const { p50, p99 } = body.accepted_to_delivered_ms;
  // The one that took two attempts waited a second in between.
  expect(p99).toBeGreaterThanOrEqual(1000);
  expect(p50).toBeLessThanOrEqual(p99);
  expect(body.attempt_ms.p50).toBeGreaterThan(0);
});
