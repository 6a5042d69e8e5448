import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import middy from "@middy/core";
import type { Context } from "aws-lambda";

import { type Log, makeLog, makeLogger } from "./logger.ts";
import { thisMachine, type Machine } from "./machine.ts";
import { makeMetrics, type MetricsRecorder } from "./metrics.ts";

/** Where a function tells of what it does, and what it waits with. */
export interface Host {
  /** Every line holds `function_request_id` and `cold_start`. */
  readonly log: Log;
  /** What is added is written as EMF at the end of the invocation, also when it throws. */
  readonly metrics: MetricsRecorder;
  readonly machine: Machine;
}

/** What a Lambda function is made of, beside what it does. */
export interface FunctionTools extends Host {
  /** The handler that Lambda calls. */
  readonly toHandler: <Event, Result>(
    handle: (event: Event, context: Context) => Promise<Result>,
  ) => (event: Event, context: Context) => Promise<Result>;
}

/**
 * The one way in which all functions log and measure: middy with Powertools' middlewares around
 * what the function does.
 * @param options.countsColdStarts whether each cold start counts as the metric `ColdStart`, where
 *   somebody waits for it
 */
export function makeFunction(options: { readonly countsColdStarts: boolean }): FunctionTools {
  const logger = makeLogger();
  const { writer, recorder } = makeMetrics();

  const wrap = (handle: (event: unknown, context: Context) => Promise<unknown>) =>
    middy<unknown, unknown>()
      .use(injectLambdaContext(logger))
      .use(logMetrics(writer, { captureColdStartMetric: options.countsColdStarts }))
      .handler(handle);

  return {
    log: makeLog(logger),
    metrics: recorder,
    machine: thisMachine,
    toHandler: (handle) => wrap(handle as never) as never, // middy's types take no type parameters
  };
}
