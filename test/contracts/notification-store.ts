import { randomBytes } from "node:crypto";

import { beforeAll, describe, expect, test } from "vitest";

import type { NotificationStore } from "../../lambdas/config-api/notifications/notification-ports.ts";
import type { NewNotification, UpdatedOutcome } from "../../lambdas/shared/domain/notification.ts";
import { newUuid, SAMPLE_OUTCOME, sampleNotification } from "../support/notifications.ts";

const DAY_MS = 86_400_000;

/** What every store of notifications does. `open` gives one whose clock is `now`. */
export function notificationStoreContract(
  open: (now: () => number) => Promise<NotificationStore>,
): void {
  const application = `notifications-${randomBytes(6).toString("hex")}`;
  const clock = { nowMs: Date.now() };
  let store: NotificationStore;

  beforeAll(async () => {
    store = await open(() => clock.nowMs);
  });

  function newNotification(changes: Partial<NewNotification> = {}): NewNotification {
    const times = { createdAtMs: clock.nowMs, expiresAtMs: clock.nowMs + 60_000 };
    return sampleNotification({ application, uuid: newUuid(), ...times, ...changes });
  }

  describe("notifications", () => {
    test("are kept as they were made, pending", async () => {
      const { callbackUrl: _, ...silent } = newNotification({ msgType: "OTP", actions: [] });
      for (const made of [newNotification(), silent]) {
        expect(await store.read(made, made.uuid)).toBeUndefined();
        expect(await store.create(made)).toBe(true);
        expect(await store.read(made, made.uuid)).toEqual({ ...made, state: "PENDING" });
      }
    });

    test("are not made twice", async () => {
      const made = newNotification();
      await store.create(made);
      expect(await store.create({ ...made, userId: "another" })).toBe(false);
      await store.recordOutcome(made, made.uuid, { state: "EXPIRED" });
      expect(await store.create(made)).toBe(false);
      expect(await store.read(made, made.uuid)).toEqual({ ...made, state: "EXPIRED" });
    });

    test("belong to one tenant", async () => {
      const made = newNotification();
      await store.create(made);
      const sandbox = { application, environment: "sandbox" } as const;
      expect(await store.read(sandbox, made.uuid)).toBeUndefined();
      expect(await store.recordOutcome(sandbox, made.uuid, { state: "EXPIRED" })).toBeUndefined();
      expect(await store.read(made, made.uuid)).toMatchObject({ state: "PENDING" });
    });

    const { clientIpAddress: _, ...least } = SAMPLE_OUTCOME;
    const outcomes: readonly UpdatedOutcome[] = [
      SAMPLE_OUTCOME,
      least,
      { ...least, responseCode: 1, errorCode: "E-17", reportedDeliveryStatus: "FAILED_TO_NOTIFY" },
      { ...least, responseCode: 1, errorCode: 17, isDsVerified: false },
    ];

    test.each([...outcomes, { state: "EXPIRED" } as const])(
      "end as recorded: %j",
      async (outcome) => {
        const made = newNotification();
        await store.create(made);
        expect(await store.recordOutcome(made, made.uuid, outcome)).toEqual({
          ...made,
          ...outcome,
        });
        expect(await store.read(made, made.uuid)).toEqual({ ...made, ...outcome });
      },
    );

    test("end once: whoever comes later is told how", async () => {
      const made = newNotification();
      await store.create(made);
      await store.recordOutcome(made, made.uuid, SAMPLE_OUTCOME);
      const ended = { ...made, ...SAMPLE_OUTCOME };
      expect(await store.recordOutcome(made, made.uuid, { state: "EXPIRED" })).toEqual(ended);
      const other = { ...SAMPLE_OUTCOME, responseId: "response-2" };
      expect(await store.recordOutcome(made, made.uuid, other)).toEqual(ended);
      expect(await store.read(made, made.uuid)).toEqual(ended);
    });

    test("end one way when both come at once", async () => {
      const made = newNotification();
      await store.create(made);
      const told = await Promise.all(
        ([SAMPLE_OUTCOME, { state: "EXPIRED" }, SAMPLE_OUTCOME] as const).map((outcome) =>
          store.recordOutcome(made, made.uuid, outcome),
        ),
      );
      expect(new Set(told.map((settled) => settled?.state)).size).toBe(1);
    });

    test("are not settled where there are none", async () => {
      const { uuid } = newNotification();
      const tenant = { application, environment: "production" } as const;
      expect(await store.recordOutcome(tenant, uuid, { state: "EXPIRED" })).toBeUndefined();
      expect(await store.read(tenant, uuid)).toBeUndefined();
    });

    test("are read for 60 days behind their expiry", async () => {
      const createdAtMs = Math.ceil(clock.nowMs / 1000) * 1000;
      const made = newNotification({ createdAtMs, expiresAtMs: createdAtMs + 1000 });
      await store.create(made);
      clock.nowMs = made.expiresAtMs + 60 * DAY_MS - 1;
      expect(await store.read(made, made.uuid)).toBeDefined();
      clock.nowMs = made.expiresAtMs + 60 * DAY_MS;
      expect(await store.read(made, made.uuid)).toBeUndefined();
      clock.nowMs = Date.now();
    });
  });
}
