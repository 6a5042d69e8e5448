import { Aws, Duration } from "aws-cdk-lib";
import { Dashboard, type CfnAlarm } from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";

import { dashboardRows } from "./dashboard/dashboard-rows.ts";
import { namedMetrics } from "./named-metrics.ts";
import type { Watched } from "./watched.ts";

/**
 * What the dashboard shows at first. Short: one widget reads the log of all that time, for money.
 */
const SHOWN_HOURS = 3;

/** What the dashboard shows. */
export interface SignalsDashboardProps {
  readonly watched: Watched;
  /** Their states are shown. */
  readonly alarms: readonly CfnAlarm[];
}

/** The one dashboard of an installation: questions, to be read from top to bottom. */
export class SignalsDashboard extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, props: SignalsDashboardProps) {
    super(scope, id);
    const { watched, alarms } = props;
    const { settings } = watched;
    const dashboard = new Dashboard(this, "Dashboard", {
      // An account has its dashboards in common for all regions.
      dashboardName: `${settings.namePrefix}-${Aws.REGION}`,
      defaultInterval: Duration.hours(SHOWN_HOURS),
      widgets: dashboardRows({ watched, alarms, metrics: namedMetrics(settings) }),
    });
    this.name = dashboard.dashboardName;
  }
}
