import { expect, test } from "vitest";

import { writeNotificationWake } from "../../../../lambdas/shared/domain/notification-wake.ts";
import { makeNotificationWakes } from "../../../../lambdas/shared/sqs/notification-wakes.ts";
import type { OutgoingMessage } from "../../../../lambdas/shared/sqs/sqs-queue.ts";

const wake = {
  application: "acme",
  environment: "production",
  uuid: "919108f7-52d1-4320-9bac-f847db4148a8",
  expiresAtMs: 2_000_000,
  createdAtMs: 0,
} as const;

test("a wake is sent with the delay of one hop, the last one with the rest", async () => {
  const sent: OutgoingMessage[] = [];
  let nowMs = 0;
  const sendWake = makeNotificationWakes({
    async send(message) {
      sent.push(message);
      return "id";
    },
    hopSeconds: 900,
    now: () => nowMs,
  });
  for (nowMs of [0, 900_000, 1_800_000]) await sendWake(wake, wake.expiresAtMs);
  expect(sent.map(({ delaySeconds }) => delaySeconds)).toEqual([900, 900, 200]);
  expect(new Set(sent.map(({ body }) => body))).toEqual(new Set([writeNotificationWake(wake)]));
});
