import { CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";

import type { TestCloud } from "./cloud.ts";

/**
 * What a function has logged in JSON since a time: log lines and metrics alike.
 *
 * @param room the function's name without its prefix
 */
// oxlint-disable-next-line typescript/no-explicit-any -- lines of several shapes
export async function functionLog(cloud: TestCloud, room: string, sinceMs = 0): Promise<any[]> {
  const client = new CloudWatchLogsClient(cloud.client);
  const wanted = { logGroupName: `/aws/lambda/ringback-${room}`, startTime: sinceMs };
  const lines: string[] = [];
  for await (const { events = [] } of paginateFilterLogEvents({ client }, wanted)) {
    lines.push(...events.map(({ message = "" }) => message));
  }
  client.destroy();
  return lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as unknown);
}
