import { expect, test } from "vitest";

import { type Tenant, tenantKey } from "../../../lambdas/shared/domain/tenant.ts";
import {
  type EndingCertificate,
  makeLookAtCertificates,
} from "../../../lambdas/signing-keys/look-at-certificates.ts";

const DAY_MS = 86_400_000;
const NOW_MS = Date.parse("2026-01-31T12:00:00.000Z");

function makeLook(
  certificates: Readonly<Record<string, readonly EndingCertificate[]>>,
  publish: () => Promise<void> = async () => {},
) {
  const clock = { nowMs: NOW_MS };
  const told: unknown[] = [];
  const asked: [string, number][] = [];
  const ids = [...new Set(Object.keys(certificates).map((name) => name.split("#")[0] ?? ""))];
  const look = makeLookAtCertificates({
    applications: {
      list: async (after) =>
        ids
          .filter((id) => after === undefined || id > after)
          .map((id) => ({ id, name: id, createdAtMs: 0, modifiedAtMs: 0 })),
    },
    async endingCertificates(tenant, untilMs) {
      asked.push([tenantKey(tenant), untilMs]);
      return certificates[tenantKey(tenant)] ?? [];
    },
    async publish(tenant, event) {
      await publish();
      told.push([tenantKey(tenant), event]);
    },
    now: () => clock.nowMs,
  });
  const failures: string[] = [];
  const failed = (tenant: Tenant) => void failures.push(tenantKey(tenant));
  return { look: (isTimeUp = () => false) => look(isTimeUp, failed), clock, told, asked, failures };
}

const ending = (expiresAtMs: number, webhookId = "wh_1"): EndingCertificate => ({
  webhookId,
  isCallbackConfig: false,
  expiresAtMs,
});

test("both environments of every application are asked for what ends within 30 days", async () => {
  const { look, asked } = makeLook({ "acme#production": [], "globex#production": [] });
  expect(await look()).toEqual({ expiring: 0, failed: 0, isWhole: true });
  const untilMs = NOW_MS + 30 * DAY_MS;
  expect(asked).toEqual([
    ["acme#production", untilMs],
    ["acme#sandbox", untilMs],
    ["globex#production", untilMs],
    ["globex#sandbox", untilMs],
  ]);
});

test("each certificate is an event of its tenant with the days that are left", async () => {
  const { look, told } = makeLook({
    "acme#production": [ending(Date.parse("2026-02-14T00:00:00.000Z"))],
    "acme#sandbox": [
      { ...ending(Date.parse("2026-01-30T23:59:59.000Z"), "wh_2"), isCallbackConfig: true },
    ],
  });
  expect(await look()).toMatchObject({ expiring: 2 });
  expect(told).toEqual([
    [
      "acme#production",
      {
        type: "certificate.expiring",
        id: "certificate.expiring:wh_1:2026-01-31:1771027200000",
        payload: {
          webhook_id: "wh_1",
          configured_by: "webhook",
          certificate_expires_at: "2026-02-14T00:00:00.000Z",
          days_left: 14,
        },
      },
    ],
    [
      "acme#sandbox",
      {
        type: "certificate.expiring",
        id: "certificate.expiring:wh_2:2026-01-31:1769817599000",
        payload: {
          webhook_id: "wh_2",
          configured_by: "callback_config",
          certificate_expires_at: "2026-01-30T23:59:59.000Z",
          days_left: -1,
        },
      },
    ],
  ]);
});

test("all looks of a day tell the same event, those of the next another", async () => {
  const { look, clock, told } = makeLook({ "acme#production": [ending(NOW_MS + 5 * DAY_MS)] });
  await look();
  clock.nowMs = Date.parse("2026-01-31T23:59:59.999Z");
  await look();
  clock.nowMs += 1;
  await look();
  expect(told[1]).toEqual(told[0]);
  expect(told[2]).toMatchObject([
    "acme#production",
    {
      id: `certificate.expiring:wh_1:2026-02-01:${NOW_MS + 5 * DAY_MS}`,
      payload: { days_left: 4 },
    },
  ]);
});

test("a tenant whose event is refused is named, and keeps nobody from being told", async () => {
  let count = 0;
  const { look, told, failures } = makeLook(
    { "acme#production": [ending(NOW_MS)], "globex#production": [ending(NOW_MS, "wh_2")] },
    async () => {
      count += 1;
      if (count === 1) throw new Error("the bus refused it");
    },
  );
  expect(await look()).toEqual({ expiring: 1, failed: 1, isWhole: true });
  expect(failures).toEqual(["acme#production"]);
  expect(told).toMatchObject([["globex#production", { payload: { webhook_id: "wh_2" } }]]);
});

test("a look that has no time left says so", async () => {
  const { look, asked } = makeLook({ "acme#production": [] });
  expect(await look(() => true)).toEqual({ expiring: 0, failed: 0, isWhole: false });
  expect(asked).toEqual([]);
});
