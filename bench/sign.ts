/*
 * CPU of signing one attempt as deliver does it (its body rendered, its headers made) against the
 * bare primitive in the same run: `node bench/sign.ts [rounds] [bytes of the body]`. "new" is a
 * body that was not signed before, "remembered" one that was, with the same key: one event goes to
 * many webhooks, and comes again. Ed25519 signs nothing here; it stands there for comparison.
 */
import { createHmac, createPrivateKey, generateKeyPairSync, randomUUID, sign } from "node:crypto";

import { makeJwsSigner } from "../lambdas/shared/attempt/signing/jws-signer.ts";
import { makeHmacSigner, makeStandardSigner } from "../lambdas/shared/attempt/signing/signer-of.ts";
import { SIGNATURE_HEADERS } from "../lambdas/shared/profiles/profile.ts";
import { cpuMsPer, inBatches, median } from "./support/cpu.ts";
import { WIDTH } from "./support/posts.ts";

const [rounds = 7, bodyBytes = 1024] = process.argv.slice(2).map(Number);
/** An RSA signature costs a hundred times what the others do. */
const RSA_SIGNATURES = 400;
const OTHER_SIGNATURES = 40_000;
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

const rsa = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
const rsaKey = createPrivateKey(rsa.privateKey);
const ed25519Key = generateKeyPairSync("ed25519").privateKey;
const TENANT = { application: "bench", environment: "production" } as const;
const signingKey = {
  ring: TENANT,
  kid: randomUUID(),
  signsFromMs: 0,
  createdAtMs: 0,
  publicKeyPem: rsa.publicKey,
  sealedPrivateKey: "",
};
const secrets = { current: SECRET, previous: [] };
const signers = {
  jws: makeJwsSigner({
    keys: { list: () => Promise.resolve([signingKey]) },
    vault: { open: () => Promise.resolve(rsa.privateKey) },
    intervalMs: 86_400_000,
  })(TENANT, SIGNATURE_HEADERS.jws),
  hmac: makeHmacSigner(secrets, SIGNATURE_HEADERS.hmac),
  standard: makeStandardSigner(secrets),
};

let bodyCount = 0;

/** Compact JSON with as many blanks as prose has, another each time. */
function newBody(): string {
  bodyCount += 1;
  const text = `notification ${bodyCount} `.padEnd(bodyBytes - '{"text":""}'.length, "words of 5 ");
  return JSON.stringify({ text });
}

const SAME_BODY = newBody();
const deliveryId = `dlv_${"x".repeat(22)}_${"y".repeat(22)}`;

/** What is measured, and how often in a round. */
interface Subject {
  readonly title: string;
  readonly count: number;
  readonly signOne: () => Promise<unknown>;
}

function attempt(scheme: keyof typeof signers, body: () => string): () => Promise<unknown> {
  return () => signers[scheme]({ deliveryId, payload: body(), nowMs: Date.now() });
}

const bare = (primitive: (body: string) => unknown) => async (): Promise<unknown> =>
  primitive(newBody());

const SUBJECTS = {
  rs256: {
    title: "RS256, bare",
    count: RSA_SIGNATURES,
    signOne: bare((body) => sign("RSA-SHA256", Buffer.from(body), rsaKey)),
  },
  jwsNew: { title: "jws, new", count: RSA_SIGNATURES, signOne: attempt("jws", newBody) },
  jwsRemembered: {
    title: "jws, remembered",
    count: OTHER_SIGNATURES,
    signOne: attempt("jws", () => SAME_BODY),
  },
  hmac: {
    title: "HMAC-SHA-256, bare",
    count: OTHER_SIGNATURES,
    signOne: bare((body) => createHmac("sha256", SECRET).update(body).digest("hex")),
  },
  hmacAttempt: { title: "hmac", count: OTHER_SIGNATURES, signOne: attempt("hmac", newBody) },
  standardAttempt: {
    title: "standard",
    count: OTHER_SIGNATURES,
    signOne: attempt("standard", newBody),
  },
  ed25519: {
    title: "Ed25519, bare",
    count: OTHER_SIGNATURES / 10,
    signOne: bare((body) => sign(null, Buffer.from(body), ed25519Key)),
  },
} as const satisfies Record<string, Subject>;

type Name = keyof typeof SUBJECTS;
const NAMES = Object.keys(SUBJECTS) as Name[];

async function costOf({ count, signOne }: Subject): Promise<number> {
  const task = async (): Promise<void> => void (await signOne());
  return cpuMsPer(count, () => inBatches(count, WIDTH, task));
}

const costs: Record<Name, number>[] = [];
for (let round = -1; round < rounds; round += 1) {
  const cost: Partial<Record<Name, number>> = {};
  for (const name of NAMES) cost[name] = await costOf(SUBJECTS[name]);
  if (round >= 0) costs.push(cost as Record<Name, number>); // the first only warms up
}

const line = (name: Name, against?: Name): string => {
  const cost = median(costs.map((round) => round[name])) * 1000;
  const ratio =
    against === undefined
      ? ""
      : median(costs.map((round) => round[name] / round[against])).toFixed(3);
  return `  ${SUBJECTS[name].title.padEnd(22)}${cost.toFixed(2).padStart(9)} µs${ratio.padStart(10)}`;
};

process.stdout.write(
  [
    `CPU per signature of ${SAME_BODY.length} bytes, ${WIDTH} at a time, median of ${rounds} rounds; ratio to the bare one:`,
    line("rs256"),
    line("jwsNew", "rs256"),
    line("jwsRemembered", "rs256"),
    line("hmac"),
    line("hmacAttempt", "hmac"),
    line("standardAttempt", "hmac"),
    line("ed25519", "rs256"),
    "",
  ].join("\n"),
);
