import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { Context } from "aws-lambda";

import { awsClientSettings } from "../shared/aws-client/aws-client-settings.ts";
import { ownerKey } from "../shared/domain/tally.ts";
import { makeOperationalEvents } from "../shared/eventbridge/operational-events.ts";
import { readEnv } from "../shared/runtime/env.ts";
import { makeFunction } from "../shared/runtime/make-function.ts";
import { makeCloseTallies } from "./close-tallies.ts";
import { makeDynamoOpenTallies } from "./dynamo-open-tallies.ts";
import { tallyEnv } from "./env.ts";
import { tallyEvent } from "./tally-event.ts";

/** Twenty tallies take a fraction of a second; with every call throttled, less than this. */
const GROUP_RESERVE_MS = 15_000;

const env = readEnv(tallyEnv, process.env);
const { log, toHandler } = makeFunction({ countsColdStarts: false });
const dynamodb = new DynamoDBClient(awsClientSettings);
const publish = makeOperationalEvents({
  eventBridge: new EventBridgeClient(awsClientSettings),
  busName: env.EVENT_BUS_NAME,
});
const spanMs = env.TALLY_SECONDS * 1000;

const closeTallies = makeCloseTallies({
  open: makeDynamoOpenTallies({ dynamodb, tableName: env.DELIVERIES_TABLE }),
  publish: (tally) =>
    publish(
      tally.owner.kind === "unaddressed" ? undefined : tally.owner,
      tallyEvent(tally, spanMs),
    ),
  reportFailure: ({ owner, startMs }, error) =>
    log.error("tally not closed", error, {
      owner: ownerKey(owner),
      since: new Date(startMs).toISOString(),
    }),
  spanMs,
  now: () => Date.now(),
});

/** Every minute: tells of drops and rejections of spans that are over, and counts them by day. */
export const handler = toHandler(async (_event: unknown, context: Context): Promise<void> => {
  const counts = await closeTallies(() => context.getRemainingTimeInMillis() > GROUP_RESERVE_MS);
  // A month has 43,200 runs, of which few find anything.
  if (counts.closed + counts.told + counts.failed > 0) log.info("tallies closed", { ...counts });
});
