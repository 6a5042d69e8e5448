import { expect, test } from "vitest";

import {
  hopDelaySeconds,
  parseNotificationWake,
  writeNotificationWake,
} from "../../../../lambdas/shared/domain/notification-wake.ts";

const wake = {
  application: "acme",
  environment: "sandbox",
  uuid: "919108f7-52d1-4320-9bac-f847db4148a8",
  expiresAtMs: 2000,
  createdAtMs: 1000,
} as const;
const body = writeNotificationWake(wake);

test("a wake is read as it was written", () => {
  expect(JSON.parse(body)).toEqual({
    application: "acme",
    environment: "sandbox",
    uuid: wake.uuid,
    expires_at_ms: 2000,
    created_at_ms: 1000,
  });
  expect(parseNotificationWake(body)).toEqual(wake);
});

test.each([
  "",
  "null",
  "7",
  "{}",
  ...["acme", "sandbox"].map((text) => body.replace(`"${text}"`, "7")),
  body.replace("sandbox", "moon"),
  body.replace(/"uuid":"[^"]+"/u, '"uuid":null'),
  body.replace("2000", '"2000"'),
  body.replace("1000", "null"),
])("%s is no wake", (text) => {
  expect(parseNotificationWake(text)).toBeUndefined();
});

test.each([
  ["the rest, rounded up", 1001, 0, 900, 2],
  ["whole seconds as they are", 2000, 0, 900, 2],
  ["one hop at most", 10_000_000, 0, 900, 900],
  ["nothing once it is over", 0, 5000, 900, 0],
])("a message is delayed by %s", (_, untilMs, nowMs, hopSeconds, seconds) => {
  expect(hopDelaySeconds(untilMs, nowMs, hopSeconds)).toBe(seconds);
});
