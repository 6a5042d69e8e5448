import { beforeEach, describe, expect, test } from "vitest";

import { makeWakeOne } from "../../../lambdas/notifications/wake-one.ts";
import { callbackPayloadOf } from "../../../lambdas/shared/domain/notification-callback.ts";
import type { NotificationWake } from "../../../lambdas/shared/domain/notification-wake.ts";
import type { EndedNotification } from "../../../lambdas/shared/domain/notification.ts";
import { SAMPLE_OUTCOME, sampleNotification } from "../../support/notifications.ts";
import { openVirtualNotifications } from "../../support/virtual-stores.ts";

const made = sampleNotification();
const { application, environment, uuid, createdAtMs, expiresAtMs } = made;
const wake: NotificationWake = { application, environment, uuid, createdAtMs, expiresAtMs };
const EXPIRED = callbackPayloadOf({ ...made, state: "EXPIRED" });
const UPDATED = callbackPayloadOf({ ...made, ...SAMPLE_OUTCOME });

function setUp() {
  const state = { nowMs: expiresAtMs };
  const notifications = openVirtualNotifications(() => state.nowMs);
  const published: string[] = [];
  const sent: (NotificationWake & { readonly untilMs: number })[] = [];
  const ports = {
    notifications,
    async sendWake(next: NotificationWake, untilMs: number) {
      sent.push({ ...next, untilMs });
    },
    async publishCallback(notification: EndedNotification) {
      published.push(callbackPayloadOf(notification));
    },
    now: () => state.nowMs,
  };
  /** Dies behind one of its calls, whose effect is there. */
  const dyingAfter = async (name: "sendWake" | "publishCallback" | "recordOutcome") => {
    const die =
      (call: (...args: never[]) => Promise<unknown>) =>
      async (...args: never[]) => {
        await call(...args);
        throw new Error("killed");
      };
    const dying =
      name === "recordOutcome"
        ? {
            ...ports,
            notifications: { ...notifications, recordOutcome: die(notifications.recordOutcome) },
          }
        : { ...ports, [name]: die(ports[name]) };
    await expect(makeWakeOne(dying as never)(wake)).rejects.toThrow("killed");
  };
  return { state, notifications, published, sent, dyingAfter, wakeOne: makeWakeOne(ports) };
}

let bed = setUp();

beforeEach(() => {
  bed = setUp();
});

describe("before its time", () => {
  test("a wake goes on to the next hop, and nothing else happens", async () => {
    await bed.notifications.create(made);
    bed.state.nowMs = expiresAtMs - 1;
    await expect(bed.wakeOne(wake)).resolves.toBe("ack");
    expect(bed.sent).toEqual([{ ...wake, untilMs: expiresAtMs }]);
    expect(bed.published).toEqual([]);
    expect((await bed.notifications.read(wake, uuid))?.state).toBe("PENDING");
  });

  test("a wake that dies after it was sent on comes back, and only sends one more", async () => {
    await bed.notifications.create(made);
    bed.state.nowMs = expiresAtMs - 1;
    await bed.dyingAfter("sendWake");
    await bed.wakeOne(wake);
    expect(bed.sent).toHaveLength(2);
    expect(bed.published).toEqual([]);
  });
});

describe("at its time", () => {
  test("a notification that nobody acted upon expires, and is called back", async () => {
    await bed.notifications.create(made);
    await expect(bed.wakeOne(wake)).resolves.toBe("ack");
    expect(bed.published).toEqual([EXPIRED]);
    expect((await bed.notifications.read(wake, uuid))?.state).toBe("EXPIRED");
    expect(bed.sent).toEqual([]);
  });

  test("one that was answered is called back with the answer: whoever recorded it may have died", async () => {
    await bed.notifications.create(made);
    await bed.notifications.recordOutcome(made, uuid, SAMPLE_OUTCOME);
    await bed.wakeOne(wake);
    expect(bed.published).toEqual([UPDATED]);
  });

  test("one that is answered between look and expiry keeps its answer", async () => {
    await bed.notifications.create(made);
    const { notifications, published } = bed;
    const wakeOne = makeWakeOne({
      notifications: {
        ...notifications,
        async recordOutcome(tenant, id, outcome) {
          await notifications.recordOutcome(tenant, id, SAMPLE_OUTCOME);
          return notifications.recordOutcome(tenant, id, outcome);
        },
      },
      sendWake: () => Promise.reject(new Error("nothing is sent here")),
      publishCallback: async (notification) => void published.push(callbackPayloadOf(notification)),
      now: () => bed.state.nowMs,
    });
    await wakeOne(wake);
    expect(published).toEqual([UPDATED]);
  });

  test("the same message twice publishes the same callback", async () => {
    await bed.notifications.create(made);
    await Promise.all([bed.wakeOne(wake), bed.wakeOne(wake)]);
    expect(bed.published).toEqual([EXPIRED, EXPIRED]);
  });

  test("a wake that dies after the expiry was recorded comes back and calls back", async () => {
    await bed.notifications.create(made);
    await bed.dyingAfter("recordOutcome");
    expect(bed.published).toEqual([]);
    await bed.wakeOne(wake);
    expect(bed.published).toEqual([EXPIRED]);
  });

  test("a wake that dies after it called back comes back and says the same again", async () => {
    await bed.notifications.create(made);
    await bed.dyingAfter("publishCallback");
    await bed.wakeOne(wake);
    expect(bed.published).toEqual([EXPIRED, EXPIRED]);
  });

  test("one without a callback expires silently", async () => {
    const { callbackUrl: _, ...silent } = made;
    await bed.notifications.create(silent);
    await bed.wakeOne(wake);
    expect(bed.published).toEqual([]);
    expect((await bed.notifications.read(wake, uuid))?.state).toBe("EXPIRED");
  });

  test("one that a repeated request put later is left until its own time", async () => {
    const later = expiresAtMs + 31_000;
    await bed.notifications.create({ ...made, expiresAtMs: later });
    await bed.wakeOne(wake);
    expect(bed.sent).toEqual([{ ...wake, expiresAtMs: later, untilMs: later }]);
    expect((await bed.notifications.read(wake, uuid))?.state).toBe("PENDING");
  });
});

describe("where there is no notification", () => {
  const short = { ...wake, expiresAtMs: createdAtMs + 1000 };

  test.each([
    ["soon", createdAtMs + 1000, createdAtMs + 6000],
    ["at the very end", createdAtMs + 59_000, createdAtMs + 60_000],
  ])("a wake looks again %s while its request may run", async (_, nowMs, untilMs) => {
    bed.state.nowMs = nowMs;
    await expect(bed.wakeOne(short)).resolves.toBe("ack");
    expect(bed.sent).toEqual([{ ...short, untilMs }]);
  });

  test("a wake ends once its request cannot run any more: it died before it put it", async () => {
    bed.state.nowMs = createdAtMs + 60_000;
    await expect(bed.wakeOne(short)).resolves.toBe("ack");
    expect(bed.sent).toEqual([]);
    expect(bed.published).toEqual([]);
  });

  test("a wake ends where its notification goes between look and expiry", async () => {
    const wakeOne = makeWakeOne({
      notifications: {
        read: async () => ({ ...made, state: "PENDING" }),
        recordOutcome: async () => undefined,
      },
      sendWake: () => Promise.reject(new Error("nothing is sent here")),
      publishCallback: () => Promise.reject(new Error("nothing is published here")),
      now: () => expiresAtMs,
    });
    await expect(wakeOne(wake)).resolves.toBe("ack");
  });
});

test("a fault throws, so that the message comes back", async () => {
  const fault = () => Promise.reject(new Error("DynamoDB does not answer"));
  const wakeOne = makeWakeOne({
    notifications: { read: fault, recordOutcome: fault },
    sendWake: fault,
    publishCallback: fault,
    now: () => expiresAtMs,
  });
  await expect(wakeOne(wake)).rejects.toThrow("DynamoDB does not answer");
});
