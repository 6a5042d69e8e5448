import { createPublicKey } from "node:crypto";

import { importJWK, type JWK } from "jose";
import { beforeEach, describe, expect, test } from "vitest";

import { makeSigningKeyMaker } from "../../../../lambdas/shared/signing-keys/make-signing-key.ts";
import { makeRotateKeys } from "../../../../lambdas/signing-keys/rotate-keys.ts";
import { ACME, GLOBEX, makeConfigApiTestBed } from "../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import { keyPairInTurn } from "../../../support/key-pairs-in-turn.ts";
import { createWebhook } from "../../../support/webhook-requests.ts";

/** Of a key that all tenants shared. */
const SHARED_KID = "11111111-2222-4333-8444-555555555555";
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const bed = freshTestBed();

beforeEach(async () => {
  await bed.ports.ensureSigningKeys(ACME);
});

const BASES = ["", "/applications/acme/production"];

/** What the rotation does. */
async function rotate() {
  const rotateRing = makeRotateKeys({
    keys: bed.ports.signingKeys,
    rings: bed.rings,
    makeKey: makeSigningKeyMaker(bed.ports.vault, keyPairInTurn),
    times: bed.ports.rotationTimes,
    signsJws: async () => true,
    now: () => bed.clock.nowMs,
  });
  for (const ring of await bed.rings.list()) await rotateRing(ring);
}

/** The key that signs, and the next. */
async function keys() {
  const [signing, next] = await bed.ports.signingKeys.list(ACME);
  return { signing: signing!, next: next! };
}

function readAt(base: string, kid: string, accept?: string) {
  return bed.ask("GET", `${base}/signing-keys/${kid}`, {
    ...(accept !== undefined && { headers: { accept } }),
  });
}

async function jwksKidsAt(base: string): Promise<string[]> {
  const { body } = await bed.ask("GET", `${base}/.well-known/jwks.json`);
  return body.keys.map(({ kid }: { kid: string }) => kid);
}

describe.each(BASES)("GET %s/signing-keys/{kid}", (base) => {
  const read = (kid: string, accept?: string) => readAt(base, kid, accept);
  const jwksKids = () => jwksKidsAt(base);

  test.each([undefined, "*/*", "text/html,*/*;q=0.8", "application/x-pem-file", "text/plain"])(
    "gives PEM to whom accepts %s",
    async (accept) => {
      const { signing } = await keys();
      const answer = await read(signing.kid, accept);
      expect(answer).toMatchObject({
        status: 200,
        text: signing.publicKeyPem,
        headers: { "content-type": "application/x-pem-file", vary: "accept" },
      });
      expect(createPublicKey(answer.text).asymmetricKeyDetails?.modulusLength).toBe(2048);
    },
  );

  test.each([
    "application/jwk+json",
    "application/JWK+json;q=0.9, */*;q=0.1",
    "application/json",
    "text/html, application/json",
    "application/jwk+json;q=.9, */*;q=.1",
    "application/json;q=0.6667, */*;q=0.3333",
  ])("gives a JWK to whom accepts %s", async (accept) => {
    const { signing } = await keys();
    const answer = await read(signing.kid, accept);
    expect(answer.headers["content-type"]).toBe("application/jwk+json");
    const { e, n, ...rest } = answer.body as JWK;
    expect(rest).toEqual({ kty: "RSA", kid: signing.kid, use: "sig", alg: "RS256" });
    const fromPem = createPublicKey(signing.publicKeyPem).export({ format: "jwk" });
    expect({ e, n }).toEqual({ e: fromPem.e, n: fromPem.n });
    await expect(importJWK(answer.body, "RS256")).resolves.toBeDefined();
  });

  test.each([
    "application/x-pem-file, application/json",
    "application/jwk+json;q=0, */*",
    "application/json; q=0.000",
  ])("gives PEM to whom accepts %s", async (accept) => {
    const { signing } = await keys();
    expect((await read(signing.kid, accept)).text).toBe(signing.publicKeyPem);
  });

  test("needs no key of the API, and shows nothing of the private half", async () => {
    const { signing } = await keys();
    const answers = [
      await read(signing.kid),
      await bed.ask("GET", `${base}/.well-known/jwks.json`),
    ];
    for (const { status, text } of answers) {
      expect(status).toBe(200);
      expect(text).not.toMatch(/PRIVATE|"d"|"p"|"q"/u);
      expect(text).not.toContain(signing.sealedPrivateKey);
    }
    expect(signing.sealedPrivateKey).toMatch(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/u);
  });

  test.each([
    "00000000-0000-4000-8000-000000000000",
    "x",
    "..%2f..%2f",
    `${"0".repeat(8)}-0000-4000-8000-${"0".repeat(13)}`,
  ])("knows no key %s", async (kid) => {
    expect((await read(kid)).status).toBe(404);
  });

  test("shows the next key a whole interval before it signs", async () => {
    const { next } = await keys();
    expect(next.signsFromMs - bed.clock.nowMs).toBe(DAY_MS / 2);
    expect((await read(next.kid)).text).toBe(next.publicKeyPem);
  });

  test("shows an expired key for exactly 24 hours more, then never again", async () => {
    const { signing, next } = await keys();
    bed.clock.nowMs = next.signsFromMs + DAY_MS - 1;
    await rotate();
    expect((await read(signing.kid)).status).toBe(200);
    bed.clock.nowMs += 1;
    // By the clock, not by the rotation that removes it.
    expect((await read(signing.kid)).status).toBe(404);
    expect(await jwksKids()).not.toContain(signing.kid);
    await rotate();
    expect((await read(signing.kid)).status).toBe(404);
    bed.clock.nowMs += 100 * DAY_MS;
    expect((await read(signing.kid)).status).toBe(404);
  });

  test("may be kept as long as it can be read, at most a day", async () => {
    const { signing, next } = await keys();
    const maxAge = async () => (await read(signing.kid)).headers["cache-control"];
    expect(await maxAge()).toBe("public, max-age=86400");
    bed.clock.nowMs = next.signsFromMs + DAY_MS - HOUR_MS - 500;
    expect(await maxAge()).toBe("public, max-age=3600");
    bed.clock.nowMs = next.signsFromMs + DAY_MS - 1;
    expect(await maxAge()).toBe("public, max-age=0");
  });

  test("goes on showing the last key while the rotation is stalled", async () => {
    const { signing, next } = await keys();
    bed.clock.nowMs = next.signsFromMs + 30 * DAY_MS;
    expect((await read(next.kid)).status).toBe(200);
    expect((await read(signing.kid)).status).toBe(404);
    expect(await jwksKids()).toEqual([next.kid]);
  });
});

describe("GET /applications/{application}/{environment}/.well-known/jwks.json", () => {
  const base = "/applications/acme/production";
  const path = `${base}/.well-known/jwks.json`;

  test("lists the keys that can be read, as a set that may be kept for a quarter of the interval", async () => {
    const { signing, next } = await keys();
    const answer = await bed.ask("GET", path);
    expect(answer.headers).toMatchObject({
      "content-type": "application/jwk-set+json",
      "cache-control": "public, max-age=21600",
    });
    expect(answer.body.keys).toEqual([
      (await readAt(base, signing.kid, "application/jwk+json")).body,
      (await readAt(base, next.kid, "application/jwk+json")).body,
    ]);
  });

  test("is not there, and not to be kept, before the first webhook with JWS makes the first keys", async () => {
    Object.assign(bed, makeConfigApiTestBed());
    const before = await bed.ask("GET", path);
    expect(before.status).toBe(404);
    expect(before.headers["cache-control"]).toBe("no-store");
    const webhook = { endpoint: "https://example.com/", events: ["WORKFLOW_COMPLETED"] };
    const created = await createWebhook(bed, webhook);
    expect(created).toMatchObject({ signing_keys: `${base}/signing-keys` });
    expect(await jwksKidsAt(base)).toHaveLength(2);
    await createWebhook(bed, webhook);
    expect(await jwksKidsAt(base)).toHaveLength(2);
  });

  test("a receiver that keeps it for its time knows each key before it signs", async () => {
    let kept: { readonly kids: string[]; readonly untilMs: number } | undefined;
    for (let hour = 0; hour < 96; hour += 1) {
      await rotate();
      if (kept === undefined || kept.untilMs <= bed.clock.nowMs) {
        kept = { kids: await jwksKidsAt(base), untilMs: bed.clock.nowMs + 21_600_000 };
      }
      const list = await bed.ports.signingKeys.list(ACME);
      const signing = list.findLast(({ signsFromMs }) => signsFromMs <= bed.clock.nowMs);
      expect(kept.kids).toContain(signing?.kid);
      bed.clock.nowMs += HOUR_MS;
    }
  });
});

describe("GET /.well-known/jwks.json", () => {
  const readAll = () => bed.ask("GET", "/.well-known/jwks.json");

  test("lists the keys of all tenants that can be read, and may be kept for seconds only", async () => {
    await bed.ports.ensureSigningKeys(GLOBEX);
    await bed.putShared({ ...(await keys()).signing, ring: "shared", kid: SHARED_KID });
    const answer = await readAll();
    expect(answer.headers).toMatchObject({
      "content-type": "application/jwk-set+json",
      "cache-control": "public, max-age=10",
    });
    const listed = (await Promise.all([ACME, GLOBEX].map(bed.ports.signingKeys.list))).flat();
    const kids = [...listed.map(({ kid }) => kid), SHARED_KID];
    expect((await jwksKidsAt("")).toSorted()).toEqual(kids.toSorted());
  });

  test("is empty before the first key", async () => {
    Object.assign(bed, makeConfigApiTestBed());
    expect(await jwksKidsAt("")).toEqual([]);
  });

  test("is read anew after ten seconds, however many ask; a failure is not remembered", async () => {
    let reads = 0;
    const { ask } = bed.handlerWith({
      signingKeys: {
        ...bed.ports.signingKeys,
        async listPublic(most) {
          reads += 1;
          if (reads === 1) throw new Error("throttled");
          return bed.ports.signingKeys.listPublic(most);
        },
      },
    });
    const get = () => ask("GET", "/.well-known/jwks.json");
    expect((await get()).status).toBe(500);
    await Promise.all(Array.from({ length: 50 }, get));
    bed.clock.nowMs += 9_999;
    await get();
    expect(reads).toBe(2);
    bed.clock.nowMs += 1;
    expect((await get()).status).toBe(200);
    expect(reads).toBe(3);
  });

  test("points to the list of one tenant when there are more than 1,000 keys", async () => {
    const { signing } = await keys();
    const many = (count: number) => async (most: number) =>
      Array.from({ length: Math.min(most, count) }, (_, n) => ({
        ...signing,
        ring: { ...ACME, application: `a${n}` },
      }));
    const answerFor = (count: number) =>
      bed
        .handlerWith({ signingKeys: { ...bed.ports.signingKeys, listPublic: many(count) } })
        .ask("GET", "/.well-known/jwks.json");
    expect((await answerFor(1000)).body.keys).toHaveLength(1000);
    const answer = await answerFor(1001);
    expect(answer.status).toBe(409);
    expect(answer.body.detail).toContain(
      "/applications/{application}/{environment}/.well-known/jwks.json",
    );
  });
});
