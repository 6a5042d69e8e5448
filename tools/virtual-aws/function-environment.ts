import type { buryEnv } from "../../lambdas/bury/env.ts";
import type { deliverEnv } from "../../lambdas/deliver/env.ts";
import type { fanOutEnv } from "../../lambdas/fan-out/env.ts";
import type { retryLaneEnv } from "../../lambdas/retry-lane/env.ts";
import type { sweepEnv } from "../../lambdas/sweep/env.ts";
import type { Settings } from "../../lib/settings.ts";
import { endpointEnvironment } from "../../lib/shared/endpoint-environment.ts";
import { limitsEnvironment } from "../../lib/shared/limits-environment.ts";
import { protocolEnvironment } from "../../lib/shared/protocol-environment.ts";
import { traceEnvironment } from "../../lib/shared/tracing.ts";

/** Names of everything that is virtual. */
export const NAMES = {
  webhooksTable: "webhooks",
  deliveriesTable: "deliveries",
  eventsQueue: "events",
  slicesQueue: "slices",
  deliveriesQueue: "deliveries",
  trialDeliveriesQueue: "deliveries-trial",
  slowDeliveriesQueue: "deliveries-slow",
  droppedQueue: "dropped",
  rejectedQueue: "rejected-events",
} as const;

const QUEUE_URL = "https://sqs.us-east-1.amazonaws.com/123456789012";

type FunctionEnv =
  | typeof buryEnv
  | typeof deliverEnv
  | typeof fanOutEnv
  | typeof retryLaneEnv
  | typeof sweepEnv;

type NamesOf<Env> = Env extends unknown ? keyof Env : never;

/** The variables of all functions that take part, as the stacks would set them. */
export function functionEnvironment(settings: Settings) {
  return {
    AWS_REGION: "us-east-1",
    POWERTOOLS_SERVICE_NAME: "deliver",
    POWERTOOLS_METRICS_NAMESPACE: `Ringback/${settings.namePrefix}`,
    LOG_LEVEL: settings.logLevel,
    WEBHOOKS_TABLE: NAMES.webhooksTable,
    DELIVERIES_TABLE: NAMES.deliveriesTable,
    /** Of deliver alone; its other pools have others. */
    POOL: "quick",
    DELIVERIES_QUEUE_URL: `${QUEUE_URL}/${NAMES.deliveriesQueue}`,
    SLICES_QUEUE_URL: `${QUEUE_URL}/${NAMES.slicesQueue}`,
    SENDS_SLICES: String(settings.fanOutSliceConcurrency > 0),
    TRIAL_DELIVERIES_QUEUE_URL: `${QUEUE_URL}/${NAMES.trialDeliveriesQueue}`,
    SLOW_DELIVERIES_QUEUE_URL: `${QUEUE_URL}/${NAMES.slowDeliveriesQueue}`,
    HAS_SLOW_POOL: String(settings.deliverSlowConcurrency > 0),
    DROPPED_QUEUE_URL: `${QUEUE_URL}/${NAMES.droppedQueue}`,
    REJECTED_QUEUE_URL: `${QUEUE_URL}/${NAMES.rejectedQueue}`,
    REJECTED_EVENTS_PER_SECOND: "20",
    VAULT_KEY_ID: "vault-key",
    LANE_STATE_MACHINE_ARN:
      "arn:aws:states:us-east-1:123456789012:stateMachine:ringback-retry-lane",
    EVENT_BUS_NAME: "ringback",
    TALLY_SECONDS: String(settings.tallySeconds),
    SIGNING_KEY_INTERVAL_SECONDS: String(settings.signingKeyIntervalSeconds),
    SUCCESS_LOG_SAMPLE_RATE: String(settings.successLogSampleRate),
    ...endpointEnvironment(settings),
    ...limitsEnvironment(settings),
    ...protocolEnvironment(settings),
    ...traceEnvironment(settings),
  } as const satisfies Record<NamesOf<FunctionEnv>, string> & Record<string, string>;
}

/** Sets variables of this process. @returns puts them back */
export function setEnvironment(variables: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
