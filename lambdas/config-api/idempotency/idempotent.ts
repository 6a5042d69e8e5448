import { createHash } from "node:crypto";

import type { SealContext } from "../../shared/domain/seal-context.ts";
import { type Caller, callerId, callerTenant } from "../access/caller.ts";
import { fieldProblem, problem, type Problem } from "../http/problem.ts";
import type { HttpResponse, Reply } from "../http/reply.ts";

/** How long an answer is kept, in milliseconds. */
const KEPT_MS = 24 * 60 * 60 * 1000;
/** Time after which a repeat may replace a request, in ms: the function ends after 29 s. */
const LOCK_MS = 30_000;
/**
 * Longest answer that is kept, in bytes as JSON: sealed, which makes four of three, it takes 350 of
 * the 400 KB of an item. Only a test with a large payload of its own is answered with more.
 */
const MAX_KEPT_BYTES = 262_144;
/** What an `idempotency-key` looks like: visible ASCII, as long as that of other APIs. */
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/u;

/** Which request an idempotency key is about: who sent it, and the key's SHA-256. */
export interface IdempotencyName {
  readonly keyId: string;
  readonly hash: string;
}

/** What stands under an idempotency key. */
export interface IdempotencyRecord {
  /** SHA-256 of method, path and body of the first request. */
  readonly requestHash: string;
  readonly startedAtMs: number;
  /** Until when the request that runs has the word; in the past once it failed, or died. */
  readonly lockedUntilMs: number;
  /** The answer, sealed, once there is one. */
  readonly answer?: string;
  /** Forgotten from then on. */
  readonly expiresAtMs: number;
}

/** Where idempotency keys are kept. */
export interface IdempotencyStore {
  /** Puts a record if there is none, or an expired one. @returns whether it was put */
  start(name: IdempotencyName, record: IdempotencyRecord, nowMs: number): Promise<boolean>;
  read(name: IdempotencyName): Promise<IdempotencyRecord | undefined>;
  /** Takes over an unanswered request if its lock is still `seenLockMs`. @returns whether taken */
  takeOver(name: IdempotencyName, seenLockMs: number, lockedUntilMs: number): Promise<boolean>;
  /** Keeps the sealed answer. */
  finish(name: IdempotencyName, answer: string): Promise<void>;
  /** Forgets a request that did nothing. */
  forget(name: IdempotencyName): Promise<void>;
}

/** Seals answers: one may hold a new API key. */
export interface ResponseVault {
  seal(plain: string, context: SealContext): Promise<string>;
  open(jwe: string, context: SealContext): Promise<string>;
}

/** One request that came with an idempotency key. */
export interface IdempotentRequest {
  readonly idempotencyKey: string;
  readonly caller: Caller;
  readonly method: string;
  readonly path: string;
  readonly body: Uint8Array;
  /** Does the request. `idBytes` gives the same bytes to one that takes over from a dead one. */
  readonly run: (idBytes: (count: number) => Uint8Array) => Promise<Reply>;
}

/** Where the operator's answers belong. */
const NO_TENANT = { application: "-", environment: "-" };

/** An answer as it is kept: of one that is too large its status, length and SHA-256. */
interface KeptResponse extends HttpResponse {
  /** Absent when the answer is whole; otherwise its body is empty. */
  readonly omitted?: { readonly bytes: number; readonly sha256: string };
}

/** Answers a request once, and its repeats with the same answer, or with what is known of it. */
export type Idempotent = (request: IdempotentRequest) => Promise<Reply>;

/** Makes the keeper of idempotency keys. Only 2xx is kept: refused requests may be corrected. */
export function makeIdempotent(ports: {
  readonly store: IdempotencyStore;
  readonly vault: ResponseVault;
  readonly now: () => number;
}): Idempotent {
  const { store, vault, now } = ports;

  async function runFirst(
    request: IdempotentRequest,
    name: IdempotencyName,
    record: IdempotencyRecord,
  ): Promise<Reply> {
    const release = () => store.takeOver(name, record.lockedUntilMs, now());
    let reply: Reply;
    try {
      reply = await request.run(seededBytes(name, record));
    } catch (error) {
      await release();
      throw error;
    }
    if (reply.kind === "answer") {
      await store.finish(name, await vault.seal(keptText(reply), contextOf(request, name)));
    } else if (reply.status >= 500) {
      await release();
    } else {
      await store.forget(name);
    }
    return reply;
  }

  return async (request) => {
    if (!IDEMPOTENCY_KEY.test(request.idempotencyKey)) {
      return fieldProblem(
        "idempotency-key",
        "is malformed",
        "use 1 to 255 visible ASCII characters",
      );
    }
    const name = nameOf(request);
    const nowMs = now();
    const fresh: IdempotencyRecord = {
      requestHash: requestHashOf(request),
      startedAtMs: nowMs,
      lockedUntilMs: nowMs + LOCK_MS,
      expiresAtMs: nowMs + KEPT_MS,
    };
    if (await store.start(name, fresh, nowMs)) return runFirst(request, name, fresh);
    const record = await store.read(name);
    if (record === undefined) return stillRuns();
    if (record.requestHash !== fresh.requestHash) return otherRequest();
    if (record.answer !== undefined) {
      const answer = await vault.open(record.answer, contextOf(request, name));
      return repeated(JSON.parse(answer) as KeptResponse);
    }
    const { lockedUntilMs } = fresh;
    const isMine =
      record.lockedUntilMs <= nowMs &&
      (await store.takeOver(name, record.lockedUntilMs, lockedUntilMs));
    return isMine ? runFirst(request, name, { ...record, lockedUntilMs }) : stillRuns();
  };
}

function keptText(answer: HttpResponse): string {
  const whole = JSON.stringify(answer);
  if (Buffer.byteLength(whole) <= MAX_KEPT_BYTES) return whole;
  const omitted = {
    bytes: Buffer.byteLength(answer.body),
    sha256: sha256(answer.body).toString("hex"),
  };
  const kept: KeptResponse = { ...answer, body: "", omitted };
  return JSON.stringify(kept);
}

function repeated({ omitted, ...answer }: KeptResponse): Reply {
  if (omitted === undefined) return answer;
  const { bytes, sha256: digest } = omitted;
  return problem(
    "answer-not-kept",
    `The first request with this idempotency-key was done and answered with status ${answer.status} and ${bytes} bytes (SHA-256 ${digest}), more than is kept. It was not done again.`,
  );
}

function stillRuns(): Problem {
  return problem(
    "idempotency-key-in-use",
    "The first request with this idempotency-key has not been answered yet. Ask again in a moment.",
    { headers: { "retry-after": "1" } },
  );
}

function otherRequest(): Problem {
  const message = "was used for another request within 24 hours";
  return problem("idempotency-key-reused", `The idempotency-key ${message}.`, {
    errors: [{ field: "idempotency-key", message, hint: "use a new key for a new request" }],
  });
}

function nameOf({ caller, idempotencyKey }: IdempotentRequest): IdempotencyName {
  return { keyId: idempotencyOwner(caller), hash: sha256(idempotencyKey).toString("hex") };
}

/** Each environment of a portal link has its own; an API key has one environment anyway. */
function idempotencyOwner(caller: Caller): string {
  const id = callerId(caller);
  return caller.kind === "portal-link" ? `${id}#${caller.tenant.environment}` : id;
}

function requestHashOf({ method, path, body }: IdempotentRequest): string {
  return createHash("sha256").update(`${method} ${path}\n`).update(body).digest("hex");
}

function contextOf({ caller }: IdempotentRequest, { keyId, hash }: IdempotencyName): SealContext {
  const { application, environment } = callerTenant(caller) ?? NO_TENANT;
  return { application, environment, owner: keyId, field: `idempotency:${hash}` };
}

/** Bytes for ids, the same for the same first request: a repeat after a crash makes none new. */
function seededBytes(
  { keyId, hash }: IdempotencyName,
  { startedAtMs }: IdempotencyRecord,
): (count: number) => Uint8Array {
  let calls = 0;
  return (count) => {
    calls += 1;
    const chunks: Buffer[] = [];
    for (let part = 0; part * 32 < count; part += 1) {
      chunks.push(sha256(JSON.stringify([keyId, hash, startedAtMs, calls, part])));
    }
    return Buffer.concat(chunks).subarray(0, count);
  };
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
