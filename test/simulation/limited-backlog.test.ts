import { expect, test } from "vitest";

import type { WebhookConfig } from "../../lambdas/shared/domain/webhook.ts";
import { amountOf } from "../../tools/simulate/cost/usage.ts";
import { sampleEvents } from "../../tools/virtual-aws/sample-event.ts";
import { runVirtualCloud, START_MS } from "../../tools/virtual-aws/virtual-cloud.ts";
import { receiverOf } from "../../tools/virtual-aws/virtual-receiver.ts";

/**
 * A delivery at once takes 3 write units; one that is kept back 9, and 6 more each further time.
 */
const MOST_WRITE_UNITS = 12;
/** Two for its place, and some places are tried in vain. */
const MOST_WITH_PLACES = 20;
const ANSWER_MS = 50;

type Limits = Pick<WebhookConfig, "rateLimit" | "maxInFlight">;

/**
 * Publishes events to a webhook with a limit, and follows all of them to their ends, with the
 * real functions and in virtual time.
 */
async function follow(limits: Limits, count: number, everyMs: number) {
  const sentMs: number[] = [];
  const { usage, records, executions } = await runVirtualCloud({
    events: sampleEvents({
      count,
      startMs: START_MS,
      ...(everyMs > 0 && { atOnce: 1, everyMs }),
    }),
    tenants: [{ webhooks: [{ profile: "standard", ...limits }] }],
    receive: receiverOf({ answerMs: ANSWER_MS }),
    report: { attempted: (_identity, { startedAtMs }) => void sentMs.push(startedAtMs) },
  });
  const endMs = Math.max(...sentMs);
  const inWindow = (fromMs: number, lastingMs: number) =>
    sentMs.filter((ms) => ms >= fromMs && ms < fromMs + lastingMs).length;
  const mostWithin = (lastingMs: number) =>
    Math.max(...sentMs.map((ms) => inWindow(ms, lastingMs)));
  return {
    delivered: records.filter(({ status, attempts }) => status === "delivered" && attempts === 1),
    seconds: (endMs - START_MS) / 1000,
    mostInTenSeconds: mostWithin(10_000),
    mostAtOnce: mostWithin(ANSWER_MS),
    writeUnitsEach: amountOf(usage, "writeUnits") / count,
    executions: executions.length,
  };
}

test.each([
  ["a backlog", { perSecond: 10, count: 150, everyMs: 0 }],
  ["a backlog that is let through slowly", { perSecond: 0.1, count: 30, everyMs: 0 }],
  ["twice as many events as it takes", { perSecond: 5, count: 150, everyMs: 100 }],
  ["a little more than it takes", { perSecond: 10, count: 150, everyMs: 90 }],
])(
  "a limit lets %s through at its pace, and each costs as much however many wait",
  async (_, { perSecond, count, everyMs }) => {
    const outcome = await follow({ rateLimit: perSecond }, count, everyMs);
    expect(outcome.delivered).toHaveLength(count);
    expect(outcome.mostInTenSeconds).toBeLessThanOrEqual(perSecond * 12 + 1);
    expect(outcome.writeUnitsEach).toBeLessThanOrEqual(MOST_WRITE_UNITS);
    expect(outcome.executions).toBe(1);
    // Nearly as fast as the limit allows, but for the sleep of the lane's last round.
    expect(outcome.seconds).toBeLessThan((count / perSecond) * 1.15 + 10);
  },
);

test("no more requests are made at once than a webhook allows, and all in the end", async () => {
  const outcome = await follow({ maxInFlight: 5 }, 100, 0);
  expect(outcome.delivered).toHaveLength(100);
  expect(outcome.mostAtOnce).toBeLessThanOrEqual(5);
  expect(outcome.writeUnitsEach).toBeLessThanOrEqual(MOST_WITH_PLACES);
  // One a second and place.
  expect(outcome.seconds).toBeLessThan((100 / 5) * 1.3 + 10);
});
