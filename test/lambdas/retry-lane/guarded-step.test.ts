import { expect, test } from "vitest";

import { makeRunLaneStep } from "../../../lambdas/retry-lane/run-lane-step.ts";
import type { Lane } from "../../../lambdas/shared/domain/lane.ts";
import type { WebhookStatus } from "../../../lambdas/shared/domain/webhook.ts";

const NOW_MS = 1_700_000_000_000;
const WEBHOOK = "wh_0000000000000000000001";
const STEP = { webhook: WEBHOOK, generation: 3 };
const lane: Lane = {
  application: "acme",
  environment: "production",
  webhookId: WEBHOOK,
  state: "open",
  generation: 3,
  wokenAtMs: NOW_MS,
  parkedAtMs: 0,
};

/** A wake of a lane whose receiver is down, or has just come back. */
function setUp(world: {
  readonly isSoon?: boolean;
  readonly isEmpty?: boolean;
  readonly status?: WebhookStatus;
}) {
  const { isSoon = false, isEmpty = false, status = "enabled" } = world;
  const names: string[] = [];
  const call = async <Result>(name: string, result: Result): Promise<Result> => {
    names.push(name);
    return result;
  };
  const run = makeRunLaneStep({
    lanes: {
      wake: () => call("wake", { result: "written", lane }),
      close: () => call("close", "written"),
      restart: () => call("restart", "written"),
      rest: () => call("rest", "written"),
      answer: () => call("answer", "written"),
    },
    index: {
      due: () => call("due", { parked: [], next: undefined }),
      holdsAny: () => call("holdsAny", !isEmpty),
    },
    webhooks: { find: () => call("status", { status, version: 1 }) },
    limiters: { read: () => call("limiter", undefined) },
    leases: { tookMs: () => call("places", []) },
    executions: { start: () => call("start", "started") },
    guardedLook: () => call("look under guard", { released: 1, isSoon }),
    releaseTo: () => call("choose the pool", () => Promise.resolve()),
    constants: { horizonSeconds: 900, laneQuietSeconds: 900, mostWakes: 2000 },
    report: () => undefined,
    now: () => NOW_MS,
  });
  return { run, names };
}

test("a receiver that is down is looked at under guard alone", async () => {
  const { run, names } = setUp({});
  expect(await run(STEP)).toMatchObject({ next: "sleep" });
  expect(names).toEqual(["wake", "status", "look under guard", "holdsAny", "rest"]);
});

test("and again soon, without a rest, while it has to be", async () => {
  const { run, names } = setUp({ isSoon: true });
  expect(await run(STEP)).toMatchObject({ next: "soon" });
  expect(names).not.toContain("rest");
});

test("its lane ends when nothing waits, and hands over when it is old", async () => {
  expect(await setUp({ isEmpty: true }).run(STEP)).toMatchObject({ next: "end" });
  const old = setUp({});
  expect(await old.run({ ...STEP, wakes: 1999 })).toMatchObject({ next: "end" });
  expect(old.names).toEqual(expect.arrayContaining(["restart", "start"]));
});

test("a webhook that is disabled is left alone, whatever its receiver is", async () => {
  const { run, names } = setUp({ status: "disabled" });
  await run(STEP);
  expect(names).not.toContain("look under guard");
  expect(names).toContain("due");
});
