import { CloudWatchLogsClient, paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";

import type { TestCloud } from "./cloud.ts";

/** The functions of a stage that has several. */
const POOLS: Readonly<Record<string, readonly string[]>> = {
  deliver: ["deliver", "deliver-trial", "deliver-slow"],
};

/**
 * What a stage has logged in JSON since a time: log lines and metrics alike.
 *
 * @param stage its folder in `lambdas/`
 */
// oxlint-disable-next-line typescript/no-explicit-any -- lines of several shapes
export async function functionLog(cloud: TestCloud, stage: string, sinceMs = 0): Promise<any[]> {
  const rooms = POOLS[stage] ?? [stage];
  return (await Promise.all(rooms.map((room) => functionLogOf(cloud, room, sinceMs)))).flat();
}

/**
 * The same of one function.
 *
 * @param room the function's name without its prefix
 */
// oxlint-disable-next-line typescript/no-explicit-any -- lines of several shapes
export async function functionLogOf(cloud: TestCloud, room: string, sinceMs = 0): Promise<any[]> {
  const client = new CloudWatchLogsClient(cloud.client);
  const wanted = { logGroupName: `/aws/lambda/ringback-${room}`, startTime: sinceMs };
  const lines: string[] = [];
  for await (const { events = [] } of paginateFilterLogEvents({ client }, wanted)) {
    lines.push(...events.map(({ message = "" }) => message));
  }
  client.destroy();
  return lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as unknown);
}
