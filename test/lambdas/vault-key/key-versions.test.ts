import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { makeKeyVersions } from "../../../lambdas/vault-key/key-versions.ts";
import { makeFakeSecretsManager } from "../../support/fakes/fake-secrets-manager.ts";
import { HOUR_MS } from "../../support/vault-key-test-bed.ts";

function open(options: Parameters<typeof makeFakeSecretsManager>[1] = {}) {
  const secrets = makeFakeSecretsManager({ vault: "a generated text" }, options);
  return { secrets, versions: makeKeyVersions({ secretsManager: secrets.client, keyId: "vault" }) };
}

describe("makeKeyVersions", () => {
  test("knows the current version and the one before", async () => {
    let nowMs = HOUR_MS;
    const { versions } = open({ now: () => nowMs });
    const first = await versions.current();
    expect(first.createdAtMs).toBe(HOUR_MS);
    expect(await versions.previous()).toBeUndefined();
    nowMs = 2 * HOUR_MS;
    await versions.succeed(first);
    const second = await versions.current();
    expect(second).toEqual({ id: expect.not.stringContaining(first.id), createdAtMs: nowMs });
    expect(await versions.previous()).toEqual(first);
  });

  test("a new key is 32 random bytes in hex", async () => {
    const texts = [];
    for (const { secrets, versions } of [open(), open()]) {
      await versions.succeed(await versions.current());
      const id = secrets.currentVersion("vault");
      expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u);
      texts.push(secrets.textOf("vault"));
    }
    expect(texts).toEqual(Array(2).fill(expect.stringMatching(/^[0-9a-f]{64}$/u)));
    expect(new Set(texts).size).toBe(2);
  });

  test("a version has one successor, however many make it at once, and all are content", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { secrets, versions } = open({
          async call(name, effect) {
            await scheduler.schedule(Promise.resolve(), name);
            return effect();
          },
        });
        const first = { id: secrets.currentVersion("vault") ?? "", createdAtMs: 0 };
        await scheduler.waitFor(
          Promise.all([versions.succeed(first), versions.succeed(first), versions.succeed(first)]),
        );
        expect((await scheduler.waitFor(versions.previous()))?.id).toBe(first.id);
      }),
      { numRuns: 50 },
    );
  });

  test("a version that is not the current one any more gets none", async () => {
    const { secrets, versions } = open();
    const first = await versions.current();
    const byHand = secrets.rotate("vault", "by hand");
    await versions.succeed(first);
    expect(await versions.current()).toMatchObject({ id: byHand });
    expect(await versions.previous()).toEqual(first);
  });

  test("a run that goes on after one that died uses the key that was put", async () => {
    let deaths = 1;
    const { secrets, versions } = open({
      async call(name, effect) {
        if (name === "UpdateSecretVersionStage" && deaths > 0) {
          deaths -= 1;
          throw new Error("throttled");
        }
        return effect();
      },
    });
    const first = await versions.current();
    await expect(versions.succeed(first)).rejects.toThrow("throttled");
    expect(await versions.current()).toEqual(first);
    await versions.succeed(first);
    expect(secrets.currentVersion("vault")).not.toBe(first.id);
  });
});
