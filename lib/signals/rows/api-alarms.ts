import { throttledRequestsMetric } from "../../config-api/throttled-requests.ts";
import type { AlarmRow } from "../alarm-row.ts";
import type { Watched } from "../watched.ts";

const PERIOD_SECONDS = 300;

/** Answers of the API that are not the caller's fault, and callers that were sent away. */
export function apiAlarms({ settings, apiId }: Watched): readonly AlarmRow[] {
  const { apiRequestsPerSecond } = settings;
  return [
    {
      id: "api-errors",
      level: "essential",
      // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
      metric: { namespace: "AWS/ApiGateway", name: "5xx", dimensions: { ApiId: apiId } },
      periodSeconds: PERIOD_SECONDS,
      threshold: 5,
      datapoints: { breaching: 2, of: 3 },
      means:
        "The API answers 5xx: people cannot configure, producers cannot publish by POST /events.",
      arithmetic: "Five in five minutes, in two of three: one fault of a function or table passes.",
      find: "The log of config-api says request failed; its line request with that request_id has application and route.",
      runbook: "api-errors",
    },
    {
      id: "api-throttled",
      level: "all",
      metric: throttledRequestsMetric(settings),
      periodSeconds: PERIOD_SECONDS,
      threshold: apiRequestsPerSecond,
      datapoints: { breaching: 3, of: 3 },
      means: "The API answers 429 again and again: somebody asks too much, and keeps others out.",
      arithmetic: `${apiRequestsPerSecond} in each of three times five minutes, what a route takes in a second (setting apiRequestsPerSecond).`,
      find: "The access log has ip and path of each; what the function refused has caller and application in its line request.",
      runbook: "api-throttled",
    },
  ];
}
