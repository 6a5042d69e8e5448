/** What Lambda's runtime keeps of the invocation at hand: https://www.npmjs.com/package/@aws/lambda-invoke-store */
type InvokeStore = {
  getXRayTraceId?(): string | undefined;
  getTraceparent?(): string | undefined;
  getTracestate?(): string | undefined;
  getBaggage?(): string | undefined;
};

/**
 * The headers by which AWS follows a chain of calls, of the invocation at hand: the SDK adds the
 * same ones (`recursionDetectionMiddleware`). Lambda counts rounds by the lineage in the first to
 * end endless loops, and X-Ray puts traces together:
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
export function traceHeaders(): Record<string, string> {
  const { awslambda } = globalThis as { awslambda?: { InvokeStore?: InvokeStore } };
  const store = awslambda?.InvokeStore;
  const functionName = process.env["AWS_LAMBDA_FUNCTION_NAME"];
  const traceId = functionName && (store?.getXRayTraceId?.() ?? process.env["_X_AMZN_TRACE_ID"]);
  const traceparent = store?.getTraceparent?.();
  const tracestate = store?.getTracestate?.();
  const baggage = store?.getBaggage?.();
  return {
    ...(traceId && { "X-Amzn-Trace-Id": traceId }),
    ...(traceparent && {
      traceparent,
      ...(tracestate && { tracestate }),
      ...(baggage && { baggage }),
    }),
  };
}
