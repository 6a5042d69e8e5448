import { describe, expect, test } from "vitest";

import {
  HOUR_MS,
  kidOf,
  makeVaultKeyTestBed,
  MINUTE_MS,
} from "../../support/vault-key-test-bed.ts";

/** A bed with credentials of a warm function. */
async function filledBed(rotationDays = 0) {
  const bed = makeVaultKeyTestBed(undefined, rotationDays);
  const warm = bed.openVault();
  for (const name of ["a", "b", "c"]) await bed.seal(warm, name);
  return { bed, warm };
}

describe("makeRotateVaultKey", () => {
  test("does nothing when nobody asks and nothing is due", async () => {
    const { bed } = await filledBed();
    const before = bed.secrets.currentVersion("vault");
    expect(await bed.run()).toEqual({
      rotated: false,
      state: "never_rotated",
      resealed: 0,
      left: 0,
    });
    expect(bed.secrets.currentVersion("vault")).toBe(before);
  });

  test("rotates when asked, and seals everything anew in the same run", async () => {
    const { bed } = await filledBed();
    const before = bed.secrets.currentVersion("vault");
    expect(await bed.run(true)).toEqual({ rotated: true, state: "waiting", resealed: 12, left: 0 });
    const after = bed.secrets.currentVersion("vault");
    expect(after).not.toBe(before);
    expect(bed.versionsInUse()).toEqual([after]);
    expect(await bed.lost()).toEqual([]);
  });

  test("rotates when the key is old enough", async () => {
    const { bed } = await filledBed(365);
    bed.clock.nowMs += 365 * 24 * HOUR_MS - 1;
    expect(await bed.run()).toMatchObject({ rotated: false });
    bed.clock.nowMs += 1;
    expect(await bed.run()).toMatchObject({ rotated: true });
    expect(await bed.run()).toMatchObject({ rotated: false });
    expect(await bed.lost()).toEqual([]);
  });

  test("finds what warm functions sealed under the key before, once they know the new one", async () => {
    const { bed, warm } = await filledBed();
    await warm.seal("the key is remembered from now on", {
      application: "",
      environment: "",
      owner: "",
      field: "",
    });
    await bed.run(true);
    bed.clock.nowMs += 14 * MINUTE_MS;
    await bed.seal(warm, "late");
    expect(bed.versionsInUse()).toHaveLength(2);
    bed.clock.nowMs += 5 * MINUTE_MS;
    expect(await bed.run()).toMatchObject({ state: "waiting", resealed: 4 });
    bed.clock.nowMs += MINUTE_MS;
    expect(await bed.run()).toEqual({ rotated: false, state: "done", resealed: 0, left: 0 });
    expect(bed.versionsInUse()).toEqual([bed.secrets.currentVersion("vault")]);
  });

  test("once all is done it walks no more", async () => {
    const { bed } = await filledBed();
    await bed.run(true);
    bed.clock.nowMs += HOUR_MS;
    await bed.run();
    const walk = await bed.walks.read();
    expect(await bed.run()).toMatchObject({ state: "done" });
    expect(await bed.walks.read()).toEqual(walk);
  });

  test("does not rotate again while anything may be under the key before", async () => {
    const { bed } = await filledBed();
    await bed.run(true);
    const second = bed.secrets.currentVersion("vault");
    const refusal = expect.stringContaining("try again in an hour");
    expect(await bed.run(true)).toMatchObject({ rotated: false, refusal });
    bed.clock.nowMs += 48 * HOUR_MS;
    expect(await bed.run(true)).toMatchObject({ rotated: false, refusal, state: "done" });
    expect(bed.secrets.currentVersion("vault")).toBe(second);
    expect(await bed.run(true)).toMatchObject({ rotated: true });
    expect(await bed.lost()).toEqual([]);
  });

  test("does not rotate again within 25 hours: so long answers under the key before may be kept", async () => {
    const { bed } = await filledBed();
    await bed.run(true);
    bed.clock.nowMs += HOUR_MS;
    await bed.run();
    bed.clock.nowMs += 24 * HOUR_MS - 1;
    expect(await bed.run(true)).toMatchObject({
      rotated: false,
      refusal: "the last rotation was less than 25 hours ago",
    });
    bed.clock.nowMs += 1;
    expect(await bed.run(true)).toMatchObject({ rotated: true });
  });

  test("goes on where the last run stopped", async () => {
    const { bed } = await filledBed();
    const reports = [await bed.run(true, () => true)];
    while (reports.at(-1)?.state === "under_way") reports.push(await bed.run(false, () => true));
    expect(reports.length).toBeGreaterThan(3);
    expect(reports.map(({ resealed }) => resealed).every((count) => count <= 4)).toBe(true);
    expect(bed.versionsInUse()).toEqual([bed.secrets.currentVersion("vault")]);
    expect(reports.at(-1)).toMatchObject({ state: "waiting" });
  });

  test("does not rotate again while a walk is under way", async () => {
    const { bed } = await filledBed();
    await bed.run(true);
    bed.clock.nowMs += 48 * HOUR_MS;
    expect(await bed.run(false, () => true)).toMatchObject({ state: "under_way", left: 0 });
    expect(await bed.run(true, () => true)).toMatchObject({ rotated: false });
  });

  test("a rotation by hand while a walk is under way begins a new walk", async () => {
    const { bed } = await filledBed();
    await bed.run(true, () => true);
    const { resealed } = await bed.run(false);
    expect(resealed).toBeGreaterThan(0);
    bed.secrets.rotate("vault", "by hand");
    expect(await bed.run()).toMatchObject({ state: "waiting", resealed: 12 });
    expect(await bed.lost()).toEqual([]);
  });

  test("what cannot be sealed anew stays as it is, is told of, and stands in the way of the next rotation", async () => {
    const { bed, warm } = await filledBed();
    const [webhook] = bed.items.all();
    const stranger = { position: { pk: "acme#production", sk: "webhook#wh_copy" }, version: 1 };
    const context = { ...webhook!.seals[0]!.context, owner: "wh_copy" };
    const copied = { ...webhook!.seals[0]!, context };
    bed.items.put({ ...stranger, seals: [copied] });
    expect(await bed.run(true)).toMatchObject({ rotated: true, state: "left", left: 1 });
    expect(bed.unsealable).toEqual(["webhook#wh_copy basic_auth_password"]);
    expect(await bed.items.read(stranger.position)).toEqual({ ...stranger, seals: [copied] });

    bed.clock.nowMs += 48 * HOUR_MS;
    expect(await bed.run()).toMatchObject({ state: "left", left: 1 });
    expect(await bed.run(true)).toMatchObject({ rotated: false });
    const mended = { ...copied, jwe: await warm.seal("new", context) };
    bed.items.put({ ...stranger, version: 2, seals: [mended] });
    expect(await bed.run()).toMatchObject({ state: "done", left: 0 });
    expect(await bed.run(true)).toMatchObject({ rotated: true });
  });

  test("a webhook gets a new version, so that a change which was begun before is made anew", async () => {
    const { bed } = await filledBed();
    const position = { pk: "acme#production", sk: "webhook#wh_a" };
    await bed.run(true);
    const item = await bed.items.read(position);
    expect(item?.version).toBe(2);
    expect(item?.seals.map(({ jwe }) => kidOf(jwe))).toEqual(
      Array(2).fill(bed.secrets.currentVersion("vault")),
    );
  });

  test("a change in between is sealed anew as well, and not undone", async () => {
    const { bed, warm } = await filledBed();
    const position = { pk: "acme#production", sk: "webhook#wh_a" };
    const { replace } = bed.items;
    let changes = 0;
    Object.assign(bed.items, {
      replace: async (...args: Parameters<typeof replace>) => {
        const present = await bed.items.read(position);
        if (changes < 2 && present !== undefined && args[0].position.sk === position.sk) {
          changes += 1;
          const [first, ...rest] = present.seals;
          const jwe = await warm.seal(`${changes} basic_auth_password`, first!.context);
          const version = (present.version ?? 0) + 1;
          bed.items.put({ position, version, seals: [{ ...first!, jwe }, ...rest] });
        }
        return replace(...args);
      },
    });
    expect(await bed.run(true)).toMatchObject({ rotated: true, resealed: 12, left: 0 });
    const item = await bed.items.read(position);
    expect(item?.version).toBe(4);
    const seal = item!.seals[0]!;
    expect(await bed.openVault().open(seal.jwe, seal.context)).toBe("2 basic_auth_password");
  });
});
