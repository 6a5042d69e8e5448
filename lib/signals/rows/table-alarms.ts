import { DELIVERIES_INDEXES } from "../../storage/deliveries-table.ts";
import type { AlarmRow } from "../alarm-row.ts";
import { tableMetric } from "../metrics.ts";
import type { Watched } from "../watched.ts";

/** Each is throttled by itself: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TroubleshootingThrottling-cloudwatch.html */
const PLACES: readonly { readonly table: string; readonly index?: string }[] = [
  { table: "webhooks" },
  { table: "deliveries" },
  ...DELIVERIES_INDEXES.map((index) => ({ table: "deliveries", index })),
];

/** Tables and indexes that take no more. */
export function tableAlarms({ settings }: Watched): readonly AlarmRow[] {
  return PLACES.flatMap((place) =>
    (["Read", "Write"] as const).map((access): AlarmRow => {
      const name = Object.values(place).join("-");
      return {
        id: `${name}-throttled-${access.toLowerCase()}s`,
        level: "all",
        metric: tableMetric(settings, place, `${access}ThrottleEvents`),
        periodSeconds: 300,
        threshold: 1,
        datapoints: { breaching: 3, of: 3 },
        means: `DynamoDB refuses ${access.toLowerCase()}s of ${place.index === undefined ? "the table" : `the index ${place.index} of`} ${place.table}.`,
        arithmetic:
          "In each of three times five minutes: calls are repeated, and a burst passes sooner.",
        find: "The likely cause is the webhook_id and application with the most attempts in the log of deliver.",
        runbook: "table-throttled",
      };
    }),
  );
}
