import { afterAll, describe, expect, test } from "vitest";

import { explored } from "../support/explored.ts";
import { Explorer, PATIENCE_MS } from "./explorer.ts";
import { settingsOf } from "./row.ts";

const CASES = [
  { name: "no fault", settings: settingsOf({}) },
  { name: "ticks inside", settings: settingsOf({ attempts: 2, ticksInside: 1 }) },
  { name: "crash", settings: settingsOf({ attempts: 2, faults: { crash: 1 } }) },
  { name: "crash, TTL", settings: settingsOf({ attempts: 2, faults: { crash: 1, ttl: 1 } }) },
  { name: "SQS duplicate", settings: settingsOf({ attempts: 2, faults: { sqsDuplicate: 1 } }) },
  { name: "lost reply", settings: settingsOf({ attempts: 2, faults: { lostReply: 1 } }) },
  { name: "event twice", settings: settingsOf({ attempts: 2, faults: { eventAgain: 1 } }) },
  { name: "resend", settings: settingsOf({ attempts: 1, faults: { resend: 1 } }) },
  { name: "cancel", settings: settingsOf({ faults: { cancel: 1 } }) },
  { name: "disable", settings: settingsOf({ attempts: 2, faults: { disable: 1 } }) },
  { name: "wake", settings: settingsOf({ attempts: 2, faults: { wake: 1 } }) },
  { name: "execution dies", settings: settingsOf({ attempts: 2, faults: { executionDies: 1 } }) },
  { name: "lane restarts", settings: settingsOf({ attempts: 2, faults: { laneRestarts: 1 } }) },
  { name: "pools", settings: settingsOf({ attempts: 2, faults: { turn: 1 } }) },
  {
    name: "3 pools",
    settings: settingsOf({ trialPool: true, attempts: 1, faults: { turn: 2 } }),
  },
  { name: "receives capped", settings: settingsOf({ mostReceives: 3, renewFrom: 2 }) },
];

describe("whatever deliver sees beside the whole lane, it sees beside a given one", () => {
  const explorer = new Explorer();
  afterAll(() => explorer.close());

  test.each(explored(CASES))(
    "$name",
    async ({ settings }) => {
      const { given, both } = await explorer.compareLanes(settings);
      expect(both).toBe(given);
    },
    PATIENCE_MS,
  );

  test(
    "but not beside a lane that runs twice",
    async () => {
      const without = { removalOfDeadOnly: true } as const;
      const settings = settingsOf({ attempts: 2, without, faults: { disable: 1 } });
      const { given, both } = await explorer.compareLanes(settings);
      expect(both).toBeGreaterThan(given);
    },
    PATIENCE_MS,
  );
});
