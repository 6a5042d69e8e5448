import { expect, test } from "vitest";

import type { Tenant } from "../../../../lambdas/shared/domain/tenant.ts";
import type { ExternalCall } from "../../../support/fakes/external-call.ts";
import {
  DAY_MS,
  HOUR_MS,
  makeSigningKeysTestBed,
  START_MS,
} from "../../../support/signing-keys-test-bed.ts";

const ACME: Tenant = { application: "acme", environment: "production" };
const GLOBEX: Tenant = { application: "globex", environment: "production" };

const timeText = (ms: number) => new Date(ms).toISOString();

/** A bed whose bus can be made to refuse. */
function makeBed() {
  const bus = { isDown: false };
  const call: ExternalCall = async (name, effect) => {
    if (bus.isDown && name === "publish") throw new Error("the bus refused it");
    return effect();
  };
  return { bus, ...makeSigningKeysTestBed(call) };
}

test("each rotation is one event of its tenant, from when on the new key signs", async () => {
  const { startSigning, rotate, clock, told, listed } = makeBed();
  await startSigning(ACME);
  const [first, ...successors] = listed(ACME);
  for (let hour = 0; hour < 4 * 24; hour += 1) {
    await rotate();
    clock.nowMs += HOUR_MS;
    for (const key of listed(ACME)) {
      if (!successors.concat(first!).some(({ kid }) => kid === key.kid)) successors.push(key);
    }
  }
  expect(successors).toHaveLength(5);
  // Told again for some hours, an event has the same id and payload, and so is one.
  const events = new Map(told.map((event) => [event.id, event]));
  expect(told.length).toBeGreaterThan(events.size);
  expect(new Set(told.map((event) => JSON.stringify(event))).size).toBe(events.size);
  expect([...events.values()]).toEqual(
    successors.map(({ kid, signsFromMs, createdAtMs }) => ({
      to: "acme#production",
      type: "signing-key.rotated",
      id: `signing-key.rotated:${kid}`,
      payload: { kid, signs_from: timeText(signsFromMs), created_at: timeText(createdAtMs) },
    })),
  );
});

test("the first key of a tenant is none, and the key that will follow it is one", async () => {
  const { startSigning, rotate, told } = makeBed();
  await startSigning(ACME);
  await rotate();
  const signsFrom = timeText(START_MS + DAY_MS / 2);
  expect(told).toMatchObject([{ payload: { signs_from: signsFrom } }]);
});

test("a run that makes nothing new tells of nothing, hours after the last key was made", async () => {
  const { startSigning, rotate, clock, told } = makeBed();
  await startSigning(ACME);
  clock.nowMs += 3 * HOUR_MS;
  expect(await rotate()).toMatchObject({ made: 0, untold: [] });
  expect(told).toEqual([]);
});

test("a bus that refuses stops no rotation, and the next run tells", async () => {
  const { bus, startSigning, rotate, clock, told, signs, listed } = makeBed();
  await startSigning(ACME);
  await startSigning(GLOBEX);
  clock.nowMs += DAY_MS / 2;
  bus.isDown = true;
  const report = await rotate();
  expect(report).toMatchObject({ rings: 2, made: 2, failed: 0, failures: [] });
  expect(report.untold).toEqual(["acme#production", "globex#production"]);
  expect(told).toEqual([]);
  bus.isDown = false;
  clock.nowMs += HOUR_MS;
  await rotate();
  const next = (tenant: Tenant) =>
    listed(tenant).find(({ signsFromMs }) => signsFromMs > signs(tenant)!.signsFromMs)?.kid;
  expect(told.map(({ to, payload }) => [to, payload["kid"]])).toEqual([
    ["acme#production", next(ACME)],
    ["globex#production", next(GLOBEX)],
  ]);
});
