import { randomBytes } from "node:crypto";

import { expect, test } from "vitest";

import { notificationRace } from "../../contracts/notification-race.ts";
import { openVirtualNotifications } from "../../support/virtual-stores.ts";

test("1,000 answers meet 1,000 expiries in memory: each notification ends one way, and is called back that way only", async () => {
  const seed = randomBytes(4).readUInt32BE();
  const ended = await notificationRace(openVirtualNotifications(Date.now), "race", seed);
  expect(ended.UPDATED, `seed ${seed}`).toBeGreaterThan(50);
  expect(ended.EXPIRED, `seed ${seed}`).toBeGreaterThan(50);
});
