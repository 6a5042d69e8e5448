import type { Datum } from "./alarm-probe.ts";
import type { TestCloud } from "./cloud.ts";
import { functionLog } from "./function-log.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
interface EmbeddedMetrics {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly [member: string]: unknown;
}

/**
 * What a function has put into its log as metrics since a time, as CloudWatch reads it there: one
 * datum for each metric, set of dimensions and value.
 */
export async function emittedMetrics(
  cloud: TestCloud,
  room: string,
  sinceMs = 0,
): Promise<readonly Datum[]> {
  const lines = await functionLog(cloud, room, sinceMs);
  return lines.filter((line) => "_aws" in line).flatMap(dataIn);
}

function dataIn(embedded: EmbeddedMetrics): readonly Datum[] {
  const { _aws: head } = embedded;
  return head.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Metrics.flatMap(({ Name }) =>
      Dimensions.flatMap((names) =>
        [embedded[Name]].flat().map((value) => ({
          namespace: Namespace,
          metric: Name,
          dimensions: Object.fromEntries(names.map((name) => [name, String(embedded[name])])),
          value: Number(value),
        })),
      ),
    ),
  );
}
