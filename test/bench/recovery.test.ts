import { describe, expect, test } from "vitest";

import { drawRecovery } from "../../bench/support/draw-recovery.ts";
import { type Recovery, runRecovery } from "../../bench/support/recovery-run.ts";
import { FIRST_PACE, LOOK_SECONDS } from "../../lambdas/shared/domain/recovery.ts";

const PLAN = { backlog: 400, perSecond: 10, seconds: 50, tailSeconds: 0 };
/** The probe that found it back; and a half a second early, and a second late. */
const SLACK = 3;

const total = ({ seconds }: Recovery, from: number, to: number) =>
  seconds.slice(from, to).reduce((sum, second) => sum + second.old + second.new, 0);

describe("a receiver that comes back, with many deliveries that wait and new ones that come", () => {
  test("gets both at one pace that doubles, and what is new is not behind what waited", async () => {
    const recovery = await runRecovery(PLAN);
    let pace = FIRST_PACE;
    for (let look = 0; look < PLAN.seconds / LOOK_SECONDS; look += 1) {
      const [from, to] = [look * LOOK_SECONDS, (look + 1) * LOOK_SECONDS];
      expect(total(recovery, from, to)).toBeLessThanOrEqual(pace + SLACK + pace / 10);
      const old = recovery.seconds.slice(from, to).reduce((sum, second) => sum + second.old, 0);
      expect(old).toBeLessThanOrEqual(pace / 2 + 1);
      pace *= 2;
    }
    expect(recovery.left).toBeGreaterThan(PLAN.backlog / 2);
    const arrived = recovery.newTookMs.filter(Number.isFinite);
    expect(arrived.length).toBeGreaterThan(PLAN.backlog - recovery.left);
  });

  test("gets no more than its rate limit, half of it of what waited", async () => {
    const rateLimit = 4;
    const recovery = await runRecovery({ ...PLAN, rateLimit });
    for (const from of recovery.seconds.keys()) {
      expect(total(recovery, from, from + 10)).toBeLessThanOrEqual(rateLimit * 12 + 1);
    }
    const old = recovery.seconds.reduce((sum, second) => sum + second.old, 0);
    expect(old).toBeLessThanOrEqual((rateLimit / 2) * PLAN.seconds + 1);
    expect(total(recovery, 30, 50)).toBeGreaterThan(rateLimit * 20 * 0.8);
  });
});

test("its picture shows each second, and its limit", () => {
  const recovery = {
    seconds: [
      { old: 2, new: 1 },
      { old: 0, new: 0 },
    ],
    left: 0,
    newTookMs: [],
  };
  const line = { name: "with a limit", colour: "#009e73", recovery, rateLimit: 100 };
  const svg = drawRecovery([line], 60, "none waited");
  expect(svg).toContain("none waited");
  expect(svg.match(/<path d="M[^"]+L/gu)).toHaveLength(2);
  expect(svg).toContain('stroke-dasharray="8 4"');
});
