import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { makeBatchScope } from "../../lambdas/shared/aws-client/batch-calls.ts";
import { makeItemReader } from "../../lambdas/shared/dynamodb/dynamo-batch-reader.ts";
import { makeDynamoDeliveryRecords } from "../../lambdas/shared/dynamodb/dynamo-delivery-records.ts";
import { makeDynamoLaneItems } from "../../lambdas/shared/dynamodb/dynamo-lane-items.ts";
import { makeStatementRunner } from "../../lambdas/shared/dynamodb/dynamo-statements.ts";
import { thisMachine } from "../../lambdas/shared/runtime/machine.ts";
import { makeDeliveriesScan } from "./deliveries-scan.ts";
import { makePace } from "./make-pace.ts";
import type { RepairPlan } from "./options.ts";
import type { RepairPorts } from "./ports.ts";
import type { RepairAllPorts } from "./repair-all.ts";
import { makeRepairPage } from "./repair-page.ts";

const SEGMENTS = 4;

/**
 * Pages of 1 MB: 2,560 read units, of the 12,000 that a new table on demand gives at least; 100 GB
 * take an hour and a half.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
 */
const PAGES_PER_SECOND = 20;

/**
 * Half of what one partition of an index takes, where all that is parked may be of one webhook.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
const WRITES_PER_SECOND = 500;

/** The repair of one installation, on its deliveries table. */
export function composeRepair(
  dynamodb: DynamoDBClient,
  tableName: string,
  { application, overdueMs, isDryRun }: Omit<RepairPlan, "namePrefix">,
  reportFailure: RepairPorts["reportFailure"],
  machine = thisMachine,
): Pick<RepairAllPorts, "segments" | "scan" | "repairPage"> {
  const pageTurn = makePace(PAGES_PER_SECOND, machine);
  const writeTurn = makePace(WRITES_PER_SECOND, machine);
  const batch = makeBatchScope(machine);
  const table = { dynamodb, tableName, batch };
  const scan = makeDeliveriesScan({ ...table, segments: SEGMENTS, application });
  const records = makeDynamoDeliveryRecords({
    ...table,
    readItem: makeItemReader(table),
    run: makeStatementRunner(table),
  });
  const lanes = makeDynamoLaneItems(table);
  const repairPage = makeRepairPage({
    records: {
      read: (key) => batch.run(() => records.read(key)),
      commit: (request) =>
        batch.run(async () => {
          await writeTurn();
          return records.commit(request);
        }),
    },
    lanes: {
      note: async (owner, nowMs) => {
        await writeTurn();
        await lanes.note(owner, nowMs);
      },
    },
    overdueMs,
    isDryRun,
    reportFailure,
    now: machine.now,
  });
  return {
    segments: SEGMENTS,
    repairPage,
    scan: async (segment, after) => {
      await pageTurn();
      return scan(segment, after);
    },
  };
}
