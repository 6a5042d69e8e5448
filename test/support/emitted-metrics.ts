import { CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";

import type { Datum } from "./alarm-probe.ts";
import type { TestCloud } from "./cloud.ts";

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
 * What a function has put into its log as metrics, as CloudWatch reads it there: one datum for each
 * metric, set of dimensions and value.
 */
export async function emittedMetrics(
  cloud: TestCloud,
  functionName: string,
): Promise<readonly Datum[]> {
  const client = new CloudWatchLogsClient(cloud.client);
  const data: Datum[] = [];
  const logGroupName = `/aws/lambda/${functionName}`;
  for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName })) {
    data.push(...events.flatMap(({ message = "" }) => dataIn(message)));
  }
  client.destroy();
  return data;
}

function dataIn(line: string): readonly Datum[] {
  const start = line.indexOf("{");
  if (start < 0 || !line.includes('"_aws"')) return [];
  const embedded = JSON.parse(line.slice(start)) as EmbeddedMetrics;
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
