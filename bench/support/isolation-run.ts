import type { DeliverReport } from "../../lambdas/deliver/ports.ts";
import type { Tenant } from "../../lambdas/shared/domain/tenant.ts";
import { makeRandom } from "../../local/virtual-aws/random.ts";
import {
  type PlannedEvent,
  SAMPLE_TENANT,
  sampleDetail,
  sampleType,
} from "../../local/virtual-aws/sample-event.ts";
import { sampleWebhookId } from "../../local/virtual-aws/seed-tenant.ts";
import { runVirtualCloud, START_MS } from "../../local/virtual-aws/virtual-cloud.ts";
import { type Receive, receiverOf } from "../../local/virtual-aws/virtual-receiver.ts";

/** The others have been as they are for so long when the window begins in which is measured. */
const WARM_UP_MS = 60_000;
const WINDOW_MS = 60_000;
const WINDOW_STARTS_MS = START_MS + WARM_UP_MS;
const WINDOW_ENDS_MS = WINDOW_STARTS_MS + WINDOW_MS;
/** What has not arrived so long after the window has not arrived. */
const PATIENCE_MS = 60_000;

/** A tenth of everything: of the slots (bench/isolation.ts) and of the events. */
const HEALTHY_PER_SECOND = 30;
/** Events of the healthy webhook in the window. */
export const HEALTHY_EVENTS = (HEALTHY_PER_SECOND * WINDOW_MS) / 1000;
/** Events for each of the others, while all of them together get fewer than the most. */
const EACH_PER_SECOND = 0.2;
const MOST_PER_SECOND = 200;
/** How soon receivers answer that do. */
const ANSWER_MS = 5;
const OTHER_TENANT: Tenant = { application: "other", environment: "production" };
const HEALTHY_URL = "https://quick.example.com/";
const FLOOD = "FLOOD";

const [quick, hanging] = [0, Infinity].map((upFromMs) =>
  receiverOf({ upFromMs, downAnswer: "timeout", answerMs: ANSWER_MS, downBody: "" }),
) as [Receive, Receive];

/** What goes on beside the healthy webhook. */
export interface Situation {
  readonly name: string;
  /** Webhooks besides it. */
  readonly others: number;
  /** Whether they are of the same tenant. */
  readonly isSameTenant: boolean;
  /** Whether the n-th of them answers nobody at a time, in milliseconds after the window began. */
  readonly hangs: (index: number, sinceMs: number) => boolean;
  /** Events a second that all of them get. @default - each its own, 2 a second at most */
  readonly floodPerSecond?: number;
}

const always = () => true;
const fromTheWindowOn = (_: number, sinceMs: number) => sinceMs >= 0;
/** A tenth of them each ten seconds. */
const inRotation = (index: number, sinceMs: number) =>
  sinceMs >= 0 && Math.floor(sinceMs / 10_000) % 10 === index % 10;

export const SITUATIONS: readonly Situation[] = [
  ...[false, true].flatMap((isSameTenant) =>
    [1, 10, 60, 1000].map((others) => ({
      name: `${others} dead, ${isSameTenant ? "same tenant" : "another tenant"}`,
      others,
      isSameTenant,
      hangs: always,
    })),
  ),
  ...[60, 1000].map((others) => ({
    name: `${others} turn bad together`,
    others,
    isSameTenant: false,
    hangs: fromTheWindowOn,
  })),
  { name: "1000 turn bad in rotation", others: 1000, isSameTenant: false, hangs: inRotation },
  {
    name: "1000 dead, flooded by fan-out",
    others: 1000,
    isSameTenant: false,
    hangs: always,
    floodPerSecond: 1,
  },
];

/** How long a delivery to the healthy webhook took that was accepted in the window. */
export interface Took {
  /** In milliseconds after the window began. */
  readonly acceptedMs: number;
  /** From its acceptance to the end of its attempt, in milliseconds. */
  readonly ms: number;
}

/** Runs a situation, or the healthy webhook alone: those of its deliveries that arrived. */
export async function tookBeside(
  situation: Situation | undefined,
  settings: Readonly<Record<string, unknown>>,
): Promise<readonly Took[]> {
  const took: Took[] = [];
  const healthyId = sampleWebhookId(0);
  const report: DeliverReport = {
    attempted() {},
    deferred() {},
    carried() {},
    committed({ webhookId, status, acceptedAtMs }, nowMs) {
      if (webhookId !== healthyId || status !== "delivered") return;
      if (acceptedAtMs < WINDOW_STARTS_MS || acceptedAtMs >= WINDOW_ENDS_MS) return;
      took.push({ acceptedMs: acceptedAtMs - WINDOW_STARTS_MS, ms: nowMs - acceptedAtMs });
    },
  };
  const { others = 0, isSameTenant = false } = situation ?? {};
  const healthy = { profile: "standard", endpoint: HEALTHY_URL } as const;
  const moreEvents = situation?.floodPerSecond === undefined ? [] : [FLOOD];
  const beside = Array.from({ length: others }, (_, index) => ({
    profile: "standard" as const,
    endpoint: `https://r${index}.example.com/`,
    moreEvents,
  }));
  const dice = makeRandom(1);
  await runVirtualCloud({
    events: [...healthyEvents(), ...(situation ? otherEvents(situation) : [])].toSorted(
      (one, other) => one.atMs - other.atMs,
    ),
    tenants: isSameTenant
      ? [{ webhooks: [healthy, ...beside] }]
      : [{ webhooks: [healthy] }, { tenant: OTHER_TENANT, webhooks: beside }],
    receive: (request, startedAtMs) => {
      const index = /^https:\/\/r(\d+)/u.exec(request.url)?.[1];
      const isHanging =
        index !== undefined &&
        situation?.hangs(Number(index), startedAtMs - WINDOW_STARTS_MS) === true;
      return (isHanging ? hanging : quick)(request, startedAtMs);
    },
    gatherMs: 0,
    random: () => dice.next(),
    report,
    settings,
    untilMs: WINDOW_ENDS_MS + PATIENCE_MS,
  });
  return took;
}

/** The value below which this share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}

/**
 * The seconds of the window after which one event in a hundred at most takes longer than `mostMs`;
 * `undefined` when that never is, or not all arrived.
 */
export function settledAfterSeconds(took: readonly Took[], mostMs: number): number | undefined {
  if (took.length < HEALTHY_EVENTS) return undefined;
  for (let second = 0; second < WINDOW_MS / 1000; second += 1) {
    const after = took.filter(({ acceptedMs }) => acceptedMs >= second * 1000);
    const late = after.filter(({ ms }) => ms > mostMs);
    if (late.length <= after.length / 100) return second;
  }
  return undefined;
}

function healthyEvents(): PlannedEvent[] {
  return steadily(HEALTHY_PER_SECOND, (index) => ({
    type: sampleType(0),
    detail: sampleDetail(index),
  }));
}

function otherEvents({ others, isSameTenant, floodPerSecond }: Situation): PlannedEvent[] {
  const tenant = isSameTenant ? SAMPLE_TENANT : OTHER_TENANT;
  const first = isSameTenant ? 1 : 0;
  const each = Math.min(MOST_PER_SECOND, others * EACH_PER_SECOND);
  return steadily(floodPerSecond ?? each, (index) => ({
    type: floodPerSecond === undefined ? sampleType(first + (index % others)) : FLOOD,
    detail: { ...sampleDetail(index), ...tenant },
  }));
}

/** So many a second, one after the other, from the start until the window ends. */
function steadily(
  perSecond: number,
  what: (index: number) => Omit<PlannedEvent, "atMs">,
): PlannedEvent[] {
  const count = Math.floor(((WARM_UP_MS + WINDOW_MS) * perSecond) / 1000);
  return Array.from({ length: count }, (_, index) => ({
    atMs: START_MS + Math.floor((index * 1000) / perSecond),
    ...what(index),
  }));
}
