import type { IWidget } from "aws-cdk-lib/aws-cloudwatch";

import { deliveredRow } from "./delivered-row.ts";
import { downRow } from "./down-row.ts";
import { lateRow } from "./late-row.ts";
import { ownRow } from "./own-row.ts";
import { spending } from "./spending.ts";
import { waitingRow } from "./waiting-row.ts";
import { graph, WHOLE, type DashboardSources } from "./widgets.ts";

/**
 * The widgets, row by row. Each answers the question that is its title, and looks at few metrics:
 * up to 50 an account's first three dashboards are free.
 */
export function dashboardRows(sources: DashboardSources): IWidget[][] {
  const { metrics, watched } = sources;
  const usd = spending(metrics, watched.settings);
  return [
    deliveredRow(sources),
    lateRow(sources),
    downRow(sources),
    waitingRow(sources),
    ownRow(sources),
    [graph("What does it cost, in US dollars an hour?", usd, { width: WHOLE, stacked: true })],
  ];
}
