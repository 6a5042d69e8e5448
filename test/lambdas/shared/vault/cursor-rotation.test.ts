import { UpdateSecretVersionStageCommand } from "@aws-sdk/client-secrets-manager";
import { beforeEach, describe, expect, test } from "vitest";

import type { CursorVault } from "../../../../lambdas/shared/vault/cursor-vault.ts";
import { makeVault } from "../../../../lambdas/shared/vault/vault.ts";
import { makeKeyVersions } from "../../../../lambdas/vault-key/key-versions.ts";
import { makeFakeSecretsManager } from "../../../support/fakes/fake-secrets-manager.ts";

const KEY = { keyId: "vault" };
const SCOPE = "GET /webhooks of acme";
const BOTH_LABELS = ["AWSCURRENT", "AWSPREVIOUS"];
const UNAVAILABLE = { code: "VAULT_KEY_UNAVAILABLE" };

let nowMs = 0;
/** Run before each call to Secrets Manager, with its number. */
let beforeCall: (number: number) => Promise<void> = async () => {};
let calls = 0;
let secrets = open();

beforeEach(() => {
  nowMs = 1_700_000_000_000;
  calls = 0;
  beforeCall = async () => {};
  secrets = open();
});

function open() {
  return makeFakeSecretsManager(
    { vault: "a generated text" },
    {
      now: () => nowMs,
      async call(_name, effect) {
        calls += 1;
        await beforeCall(calls);
        return effect();
      },
    },
  );
}

/** A function that starts now; `client` is the Secrets Manager that it sees. */
function newFunction({ client } = secrets): CursorVault {
  return makeVault({ ...KEY, secretsManager: client, now: () => nowMs }).cursors;
}

/** The rotation, as its function makes it. */
async function rotate(): Promise<void> {
  const versions = makeKeyVersions({ ...KEY, secretsManager: secrets.client });
  await versions.succeed(await versions.current());
}

/** Opens what nobody sealed, each under a version of its own. */
async function openForged(vault: CursorVault, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const bytes = Buffer.alloc(60);
    bytes.writeUInt32BE(number);
    // oxlint-disable-next-line no-await-in-loop
    expect(await vault.open(bytes.toString("base64url"), SCOPE)).toBeUndefined();
  }
}

/** The labels that were asked for since. */
async function readsOf(work: () => Promise<unknown>): Promise<unknown[]> {
  const before = secrets.reads.length;
  await work();
  return secrets.reads.slice(before).map(({ VersionStage }) => VersionStage);
}

describe("a cursor under a key that was made a moment ago", () => {
  test("opens in a function that read the secret in the same moment", async () => {
    const warm = newFunction();
    const before = await warm.seal("before", SCOPE);
    await rotate();
    const after = await newFunction().seal("after", SCOPE);
    expect(await warm.open(after, SCOPE)).toBe("after");
    expect(await warm.open(before, SCOPE)).toBe("before");
  });

  test("opens at once also when the key was put by hand", async () => {
    const warm = newFunction();
    await warm.seal("before", SCOPE);
    secrets.rotate("vault", "by hand");
    const after = await newFunction().seal("after", SCOPE);
    expect(await warm.open(after, SCOPE)).toBe("after");
  });

  test("makes the function that opens it seal under that key as well", async () => {
    const warm = newFunction();
    await warm.seal("before", SCOPE);
    await rotate();
    await warm.open(await newFunction().seal("after", SCOPE), SCOPE);
    await rotate();
    expect(await newFunction().open(await warm.seal("later", SCOPE), SCOPE)).toBe("later");
  });

  test("is refused once it was taken back by hand, and not told to wait", async () => {
    const first = secrets.currentVersion("vault") ?? "";
    await rotate();
    const taken = await newFunction().seal("taken back", SCOPE);
    await secrets.client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: "vault",
        VersionStage: "AWSCURRENT",
        MoveToVersionId: first,
        RemoveFromVersionId: secrets.currentVersion("vault"),
      }),
    );
    secrets.rotate("vault", "by hand");
    expect(await newFunction().open(taken, SCOPE)).toBeUndefined();
  });

  test("opens though forged ones have had their reading, before the rotation and after", async () => {
    const warm = newFunction();
    await openForged(warm, 100);
    await rotate();
    await openForged(warm, 100);
    const after = await newFunction().seal("after", SCOPE);
    const reads = await readsOf(async () => {
      expect(await warm.open(after, SCOPE)).toBe("after");
      expect(await warm.open(after, "another scope")).toBeUndefined();
      await openForged(warm, 100);
    });
    expect(reads).toEqual(BOTH_LABELS);
  });

  test("leads to one reading for all that come at once", async () => {
    const warm = newFunction();
    await openForged(warm, 1);
    await rotate();
    const cold = newFunction();
    const sealed = await Promise.all(Array.from({ length: 50 }, () => cold.seal("after", SCOPE)));
    const reads = await readsOf(async () => {
      const opened = await Promise.all(sealed.map((cursor) => warm.open(cursor, SCOPE)));
      expect(opened).toEqual(sealed.map(() => "after"));
    });
    expect(reads).toEqual(BOTH_LABELS);
  });

  test("is unavailable, not refused, while Secrets Manager still shows the key before, and asks for it once a second", async () => {
    const warm = newFunction();
    const before = await warm.seal("before", SCOPE);
    // What another part of Secrets Manager knows, which shows the rotation later.
    const ahead = makeFakeSecretsManager({ vault: "a generated text" }, { now: () => nowMs });
    const versions = makeKeyVersions({ ...KEY, secretsManager: ahead.client });
    await versions.succeed(await versions.current());
    const after = await newFunction(ahead).seal("after", SCOPE);
    const reads = await readsOf(async () => {
      for (let time = 0; time < 20; time += 1) {
        await expect(warm.open(after, SCOPE)).rejects.toMatchObject(UNAVAILABLE);
        nowMs += 100;
      }
    });
    expect(reads).toEqual([...BOTH_LABELS, ...BOTH_LABELS, ...BOTH_LABELS]);
    expect(await warm.open(before, SCOPE)).toBe("before");
    await rotate();
    const shown = await newFunction().seal("shown", SCOPE);
    expect(await warm.open(shown, SCOPE)).toBe("shown");
  });

  test("is unavailable while no key can be read, and the function goes on with the key that it knows", async () => {
    const warm = newFunction();
    const before = await warm.seal("before", SCOPE);
    await openForged(warm, 1);
    await rotate();
    const after = await newFunction().seal("after", SCOPE);
    for (const error of ["throttled", "died"]) {
      secrets.failNext(new Error(error));
      await expect(warm.open(after, SCOPE)).rejects.toMatchObject(UNAVAILABLE);
    }
    const reads = await readsOf(async () => {
      expect(await warm.open(before, SCOPE)).toBe("before");
      expect(await warm.open(await warm.seal("on", SCOPE), SCOPE)).toBe("on");
    });
    expect(reads).toEqual([]);
    expect(await warm.open(after, SCOPE)).toBe("after");
  });
});

describe("a rotation at whatever moment", () => {
  // A function begins with one reading, and looks for an unknown version with two.
  test.each([1, 2, 3, 4, 5, 6])("before reading %i refuses no good cursor", async (number) => {
    const warm = newFunction();
    let rotation: Promise<void> | undefined;
    beforeCall = async (call) => {
      if (call !== number) return;
      beforeCall = async () => {};
      rotation = rotate();
      await rotation;
    };
    const first = await newFunction().seal("first", SCOPE);
    await openForged(warm, 1);
    expect(await warm.open(first, SCOPE)).toBe("first");
    const second = await newFunction().seal("second", SCOPE);
    for (const [sealed, plain] of [
      [first, "first"],
      [second, "second"],
    ] as const) {
      expect(await warm.open(sealed, SCOPE)).toBe(plain);
      expect(await newFunction().open(sealed, SCOPE)).toBe(plain);
    }
    if (rotation === undefined) await rotate();
    const third = await newFunction().seal("third", SCOPE);
    for (const vault of [warm, newFunction()]) {
      expect(await vault.open(first, SCOPE)).toBe("first");
      expect(await vault.open(third, SCOPE)).toBe("third");
    }
  });

  test("whose key is put and not current yet changes nothing", async () => {
    const warm = newFunction();
    const before = await warm.seal("before", SCOPE);
    beforeCall = async () => {
      // 1 by the seal, then those of the rotation: current, named, put, move.
      if (calls === 5) throw new Error("died");
    };
    await expect(rotate()).rejects.toThrow("died");
    beforeCall = async () => {};
    const pending = await newFunction().seal("pending", SCOPE);
    for (const vault of [warm, newFunction()]) {
      expect(await vault.open(before, SCOPE)).toBe("before");
      expect(await vault.open(pending, SCOPE)).toBe("pending");
    }
    await rotate();
    const after = await newFunction().seal("after", SCOPE);
    for (const sealed of [before, pending, after]) {
      expect(await warm.open(sealed, SCOPE)).not.toBeUndefined();
    }
  });
});
