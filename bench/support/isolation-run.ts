import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";

import type { DeliverReport } from "../../lambdas/deliver/ports.ts";
import { readSettings } from "../../lib/settings/read-settings.ts";
import { type SampleTenant, sampleWebhookId } from "../../tools/virtual-aws/seed-tenant.ts";
import { runVirtualCloud } from "../../tools/virtual-aws/virtual-cloud.ts";
import {
  eventsOf,
  FLOOD,
  healthyInWindow,
  leftBy,
  OTHER_TENANT,
  WINDOW_ENDS_MS,
  WINDOW_STARTS_MS,
} from "./isolation-events.ts";
import { receiverOfAll } from "./isolation-receivers.ts";
import { type Around, MOST_IN_FLIGHT, type Situation } from "./isolation-situations.ts";

/** What has not arrived so long after the window has not arrived. */
const PATIENCE_MS = 60_000;
/**
 * What fan-out computes for each message, in milliseconds, with its memory: see bench/fan-out.ts.
 */
const SENT_MS = 0.175;

/** One run. */
export interface IsolationPlan {
  /** How many times smaller than by default everything is. */
  readonly scale: number;
  /** Settings that are not the default, but for the size. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What is beside the healthy webhook; `undefined`: it is alone. */
  readonly beside: Situation | undefined;
  readonly around: Around;
}

/** How long a delivery to the healthy webhook took that was accepted in the window. */
export interface Took {
  /** In milliseconds after the window began. */
  readonly acceptedMs: number;
  /** From its acceptance to the end of its attempt, in milliseconds. */
  readonly ms: number;
}

/** What came of a run. */
export interface IsolationRun {
  /** Those deliveries to the healthy webhook that arrived. */
  readonly took: readonly Took[];
  /** Events for it. */
  readonly of: number;
  /** How often any webhook turned slow. */
  readonly badTurns: number;
}

/** Runs the healthy webhook beside others, or alone. */
export async function runIsolation(plan: IsolationPlan): Promise<IsolationRun> {
  const { scale, beside, around } = plan;
  const { isFair = false, mostInFlight = MOST_IN_FLIGHT / scale } = around;
  const isThrottled = around.throttle?.();
  const took: Took[] = [];
  const { usage } = await runVirtualCloud({
    events: eventsOf(plan),
    tenants: tenantsOf(plan),
    receive: receiverOfAll(beside, around),
    report: reportTo(took),
    settings: { ...sizeOf(scale), ...around.settings, ...plan.settings },
    isFair,
    mostInFlight,
    ...(beside !== undefined && { left: leftBy(beside) }),
    busyMs: (caller, command) =>
      caller === "fan-out" && command instanceof SendMessageBatchCommand
        ? SENT_MS * (command.input.Entries?.length ?? 0)
        : 0,
    ...(isThrottled && {
      isThrottled: (access, nowMs) => isThrottled(access, nowMs - WINDOW_STARTS_MS),
    }),
    untilMs: WINDOW_ENDS_MS + PATIENCE_MS,
  });
  const turned = usage.find(({ call }) => call === "log: webhook slow");
  return { took, of: healthyInWindow(scale), badTurns: turned?.count ?? 0 };
}

/** The default size, smaller; fan-out, which waits for no receiver, has all of it. */
function sizeOf(scale: number) {
  const { deliverConcurrency, deliverSlowConcurrency } = readSettings({});
  return {
    deliverConcurrency: deliverConcurrency / scale,
    deliverSlowConcurrency: deliverSlowConcurrency / scale,
  };
}

function tenantsOf({ beside, around }: IsolationPlan): SampleTenant[] {
  const profile = "standard";
  const { isNew = false } = around;
  const healthy = { profile, endpoint: "https://healthy.example.com/", isNew } as const;
  const others = Array.from({ length: beside?.others ?? 0 }, (_, index) => ({
    profile,
    endpoint: `https://r${index}.example.com/`,
    moreEvents: beside?.floodPerSecond === undefined ? [] : [FLOOD],
  })) satisfies SampleTenant["webhooks"];
  return beside?.isSameTenant === true
    ? [{ webhooks: [healthy, ...others] }]
    : [{ webhooks: [healthy] }, { tenant: OTHER_TENANT, webhooks: others }];
}

/** Keeps what the healthy webhook is told of. */
function reportTo(took: Took[]): Partial<DeliverReport> {
  const healthyId = sampleWebhookId(0);
  return {
    committed({ webhookId, status, acceptedAtMs }, nowMs) {
      if (webhookId !== healthyId || status !== "delivered") return;
      if (acceptedAtMs < WINDOW_STARTS_MS || acceptedAtMs >= WINDOW_ENDS_MS) return;
      took.push({ acceptedMs: acceptedAtMs - WINDOW_STARTS_MS, ms: nowMs - acceptedAtMs });
    },
  };
}
