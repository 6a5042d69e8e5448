import { expect, test } from "vitest";

import type { Commit } from "../../../lambdas/shared/domain/commit.ts";
import {
  delivered,
  answered,
  blank,
  ME,
  NOW_MS,
  makeDeliverTestBed,
} from "../../support/deliver-test-bed.ts";

const unsent: Commit = { kind: "defer", nextAttemptAtMs: NOW_MS, endsAtMs: NOW_MS + 60_000 };
const parked = {
  ...blank,
  status: "parked",
  dispatch: 4,
  attempts: 3,
  nextAttemptAtMs: NOW_MS - 1,
  endsAtMs: NOW_MS + 60_000,
} as const;

test("a first attempt is parked unsent, in one write, and its lane runs", async () => {
  const bed = await delivered("ack", { unsent }, {});
  expect(bed.requests).toEqual([]);
  expect(bed.record()).toMatchObject({
    status: "parked",
    attempts: 0,
    dispatch: 1,
    nextAttemptAtMs: NOW_MS,
    endsAtMs: NOW_MS + 60_000,
  });
  expect(bed.calls.slice(-2)).toEqual(["D4 commit", "E ensure the lane"]);
});

test("in the slow pool no record is put before", async () => {
  const bed = await delivered("ack", { unsent, own: "slow", served: "slow" }, {});
  expect(bed.calls.filter((name) => name === "D4 commit")).toHaveLength(1);
  expect(bed.record()).toMatchObject({ dispatch: 1 });
});

test("a probe is attempted, and the breaker hears of it before the commit; what follows comes after it", async () => {
  const bed = makeDeliverTestBed({ unsent, record: parked, result: answered(204) });
  await expect(bed.deliver({ dispatch: 4, probe: true })).resolves.toBe("ack");
  expect(bed.requests).toHaveLength(1);
  expect(bed.record()).toMatchObject({ status: "delivered", attempts: 4 });
  expect(bed.heard).toEqual([["succeeded", blank.eventType], "followed D4 commit"]);
});

test("a probe that was held comes back as any other", async () => {
  const held = { ...parked, status: "queued", carrier: ME, dispatch: 5 } as const;
  const bed = await delivered("ack", { unsent, record: held }, { dispatch: 4, probe: true });
  expect(bed.requests).toEqual([]);
  expect(bed.record()).toMatchObject({ status: "parked", attempts: 3 });
});

test("what has ended is dropped without an attempt, and told of", async () => {
  const drop: Commit = { kind: "drop", reason: "receiver_down", attempted: false };
  const bed = await delivered("ack", { unsent: drop, record: parked }, { dispatch: 4 });
  expect(bed.requests).toEqual([]);
  expect(bed.record()).toMatchObject({
    status: "dropped",
    dropReason: "receiver_down",
    attempts: 3,
    carrier: ME,
  });
  expect(bed.told.map((record) => record.webhookId)).toEqual([blank.webhookId]);
});
