import type { AttemptResult } from "../../lambdas/shared/domain/attempt-outcome.ts";
import type { DeliveryRecord } from "../../lambdas/shared/domain/delivery-record.ts";
import { amountOf } from "../../tools/simulate/cost/usage.ts";
import type { CloudPlan } from "../../tools/virtual-aws/cloud-plan.ts";
import type { PlannedEvent } from "../../tools/virtual-aws/sample-event.ts";
import type { SampleWebhook } from "../../tools/virtual-aws/seed-tenant.ts";
import { runVirtualCloud, START_MS } from "../../tools/virtual-aws/virtual-cloud.ts";

/** A request as the receiver sees it; times are milliseconds after the run began. */
export interface SeenRequest {
  readonly atMs: number;
  readonly body: string;
}

/** What it answers. */
export interface Answer {
  readonly status: number;
  /** @default 50 */
  readonly afterMs?: number;
  readonly retryAfterSeconds?: number;
}

/** One webhook, its events and its receiver. */
export interface PartsPlan {
  /** In the order of their times. */
  readonly events: readonly PlannedEvent[];
  readonly webhook?: Partial<SampleWebhook>;
  /** Makes a receiver. */
  readonly receiver: () => (request: SeenRequest) => Answer;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The run ends then, whatever is left. @default once nothing is left */
  readonly untilMs?: number;
}

/** What came of a run. */
export interface PartsRun {
  readonly answers: readonly (SeenRequest & Answer)[];
  readonly records: readonly DeliveryRecord[];
  /** Of DynamoDB, in all. */
  readonly writeUnits: number;
  /** How often its tenant was told that the receiver is down. */
  readonly toldDown: number;
}

const ANSWER_MS = 50;

/** Runs one webhook with the real functions, in virtual time. @param seed of all chance */
export async function runParts(plan: PartsPlan, seed = 1): Promise<PartsRun> {
  const answers: (SeenRequest & Answer)[] = [];
  const { events, webhook, receiver, settings = {}, untilMs = Infinity } = plan;
  const { records, usage } = await runVirtualCloud({
    events,
    tenants: [{ webhooks: [{ profile: "standard", ...webhook }] }],
    receive: receiveBy(receiver(), answers),
    seed,
    settings,
    untilMs: START_MS + untilMs,
  });
  const told = usage.filter(({ call }) => call === "log: webhook down");
  return {
    answers,
    records,
    writeUnits: amountOf(usage, "writeUnits"),
    toldDown: told.reduce((sum, { count }) => sum + count, 0),
  };
}

function receiveBy(
  answerTo: (request: SeenRequest) => Answer,
  answers: (SeenRequest & Answer)[],
): CloudPlan["receive"] {
  return ({ body }, startedAtMs) => {
    const request = { atMs: startedAtMs - START_MS, body: String(body) };
    const answer = answerTo(request);
    answers.push({ ...request, ...answer });
    const { status, afterMs: durationMs = ANSWER_MS, retryAfterSeconds } = answer;
    const retryAfter = retryAfterSeconds === undefined ? undefined : String(retryAfterSeconds);
    return {
      kind: "response",
      status,
      bodyHead: "",
      retryAfter,
      startedAtMs,
      durationMs,
    } satisfies AttemptResult;
  };
}
