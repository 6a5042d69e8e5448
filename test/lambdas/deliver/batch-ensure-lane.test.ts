import { expect, it } from "vitest";

import { batchEnsureLane } from "../../../lambdas/deliver/batch-ensure-lane.ts";
import { makeBatchScope } from "../../../lambdas/shared/aws-client/batch-calls.ts";
import type { LaneOwner } from "../../../lambdas/shared/domain/lane.ts";

const owner = (webhookId: string): LaneOwner => ({
  webhookId,
  application: "acme",
  environment: "production",
});

it("asks once for each lane that records of a batch were parked in", async () => {
  const asked: string[] = [];
  const ensure = batchEnsureLane(async ({ webhookId }) => {
    asked.push(webhookId);
  }, makeBatchScope());
  await Promise.all([ensure(owner("a")), ensure(owner("b")), ensure(owner("a"))]);
  expect(asked).toEqual(["a", "b"]);
});

it("asks again for one who comes while a call is under way: that call may have looked before his commit", async () => {
  const asked: (() => void)[] = [];
  const ensure = batchEnsureLane(
    () => new Promise<void>((resolve) => void asked.push(resolve)),
    makeBatchScope(),
  );
  const first = ensure(owner("a"));
  await expect.poll(() => asked.length).toBe(1);
  const second = ensure(owner("a"));
  await expect.poll(() => asked.length).toBe(2);
  for (const answer of asked) answer();
  await Promise.all([first, second]);
});

it("fails those whose lane failed, and nobody else", async () => {
  const ensure = batchEnsureLane(async ({ webhookId }) => {
    if (webhookId === "bad") throw new Error("throttled");
  }, makeBatchScope());
  const results = await Promise.allSettled([
    ensure(owner("bad")),
    ensure(owner("good")),
    ensure(owner("bad")),
  ]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "rejected"]);
});
