import type {
  Attempt,
  DeliveryIdentity,
  DeliveryRecord,
  DropReason,
} from "../../lambdas/shared/domain/delivery-record.ts";
import { deliveryIdOf } from "../../lambdas/shared/domain/identifiers.ts";
import type { RetryPolicy } from "../../lambdas/shared/domain/retry-policy.ts";
import { isWithinHorizon } from "../../lambdas/shared/domain/waiting.ts";
import { PROFILES } from "../../lambdas/shared/profiles/profiles.ts";
import { readSettings } from "../../lib/settings/read-settings.ts";
import { sampleEvents } from "../virtual-aws/sample-event.ts";
import { runVirtualCloud, START_MS } from "../virtual-aws/virtual-cloud.ts";
import { receiverOf } from "../virtual-aws/virtual-receiver.ts";
import type { Usage } from "./cost/usage.ts";
import type { OutagePlan } from "./options.ts";

/** How long the receiver takes to answer, in milliseconds. */
const ANSWER_MS = 100;
/** What it says while it is down. */
const DOWN_BODY = '{"error":"service unavailable"}';

/** The three ways to wait (docs/protocol.md). */
export type WaitKind = "hold" | "delay" | "park";

/** One attempt; times are milliseconds since the delivery was accepted. */
export interface SimulatedAttempt {
  readonly number: number;
  readonly atMs: number;
  readonly endMs: number;
  /** A status, or the name of a failure. */
  readonly outcome: string;
  /** Absent after the last attempt. */
  readonly wait?: { readonly kind: WaitKind; readonly untilMs: number };
}

/** One delivery from its acceptance to its end. */
export interface SimulatedDelivery {
  readonly id: string;
  readonly attempts: readonly SimulatedAttempt[];
  readonly end:
    | { readonly kind: "delivered"; readonly atMs: number }
    | { readonly kind: "dropped"; readonly atMs: number; readonly reason: DropReason | undefined };
}

/** One execution of the lane: when it ran and woke. */
export interface SimulatedLane {
  readonly startMs: number;
  readonly endMs: number;
  readonly wakesMs: readonly number[];
  readonly transitions: number;
}

/** What an outage looked like. */
export interface Outage {
  readonly plan: OutagePlan;
  readonly policy: RetryPolicy;
  readonly deliveries: readonly SimulatedDelivery[];
  readonly lanes: readonly SimulatedLane[];
  /** Notices in the dropped queue. */
  readonly notices: number;
  /** Everything that these deliveries and their lane used on AWS. */
  readonly usage: Usage;
}

/** Simulates an outage: the real functions, in virtual time. */
export async function simulateOutage(plan: OutagePlan): Promise<Outage> {
  const { profile, policy: retry, downMs, answer, deliveries, seed } = plan;
  const webhook = { profile, ...(retry === undefined ? {} : { retry }) };
  const diary = new Diary();
  const run = await runVirtualCloud({
    events: sampleEvents({ count: deliveries, startMs: START_MS }),
    tenants: [{ webhooks: [webhook] }],
    receive: receiverOf({
      upFromMs: START_MS + downMs,
      downAnswer: answer,
      answerMs: ANSWER_MS,
      downBody: DOWN_BODY,
    }),
    seed,
    report: diary,
  });
  const ended = diary.deliveries();
  if (ended.length !== deliveries)
    throw new Error(`${ended.length} of ${deliveries} came to an end`);
  return {
    plan,
    policy: retry ?? PROFILES[profile].retry,
    deliveries: ended,
    lanes: run.executions.map(
      ({ startedAtMs, endedAtMs = run.endedAtMs, wakesMs, transitions }) => ({
        startMs: startedAtMs - START_MS,
        endMs: endedAtMs - START_MS,
        wakesMs: wakesMs.map((timeMs) => timeMs - START_MS),
        transitions,
      }),
    ),
    notices: run.notices,
    // The sweep runs anyway, and for all webhooks together.
    usage: run.usage.filter(({ caller }) => caller !== "sweep"),
  };
}

interface Entry {
  readonly attempts: SimulatedAttempt[];
  end: SimulatedDelivery["end"] | undefined;
}

/** Notes what deliver reports: each attempt, and what its commit made of it. */
class Diary {
  readonly #entries = new Map<string, Entry>();
  readonly #constants = readSettings({});

  attempted(identity: DeliveryIdentity, attempt: Attempt): void {
    const deliveryId = deliveryIdOf(identity);
    const entry = this.#entries.get(deliveryId) ?? { attempts: [], end: undefined };
    this.#entries.set(deliveryId, entry);
    const atMs = attempt.startedAtMs - START_MS;
    if (attempt.failure === "bad_configuration") throw new Error(attempt.message);
    entry.attempts.push({
      number: attempt.number,
      atMs,
      endMs: atMs + attempt.durationMs,
      outcome: String(attempt.httpStatus ?? attempt.failure),
    });
  }

  committed(record: DeliveryRecord, nowMs: number): void {
    const entry = this.#entries.get(deliveryIdOf(record));
    const last = entry?.attempts.pop();
    if (entry === undefined || last === undefined) throw new Error("a commit without an attempt");
    const atMs = nowMs - START_MS;
    const { status, nextAttemptAtMs = nowMs } = record;
    switch (status) {
      case "delivered":
        entry.end = { kind: status, atMs };
        entry.attempts.push(last);
        break;
      case "dropped":
        entry.end = { kind: status, atMs, reason: record.dropReason };
        entry.attempts.push(last);
        break;
      case "queued":
      case "parked": {
        const isNear = isWithinHorizon(nextAttemptAtMs, nowMs, this.#constants);
        const kind = status === "queued" ? "hold" : isNear ? "delay" : "park";
        entry.attempts.push({ ...last, wait: { kind, untilMs: nextAttemptAtMs - START_MS } });
        break;
      }
    }
  }

  deliveries(): SimulatedDelivery[] {
    return [...this.#entries].map(([id, { attempts, end }]) => {
      if (end === undefined) throw new Error(`${id} came to no end`);
      return { id, attempts, end };
    });
  }
}
