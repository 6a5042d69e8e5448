import type { AlarmRow } from "../alarm-row.ts";
import { ownMetric } from "../metrics.ts";
import type { Watched } from "../watched.ts";

/** The longest period of an alarm, in seconds, for sweeps that come but once a day. */
const DAY = 86_400;

/** Deliveries that wait in lanes, which no queue shows. */
export function laneAlarms({ settings, laneStateMachineArn }: Watched): readonly AlarmRow[] {
  const sweeps = Math.min(DAY, 2 * settings.sweepMinutes * 60);
  return [
    {
      id: "lanes-overdue",
      level: "essential",
      metric: ownMetric(settings, "sweep", "lanesOverdue"),
      statistic: "Maximum",
      periodSeconds: sweeps,
      threshold: 1,
      datapoints: { breaching: 2, of: 2 },
      silence: "calls",
      means:
        "Parked deliveries are overdue, and the sweep does not get them moving; or it is silent.",
      arithmetic: `Two periods of two sweeps (${sweeps} s each) on end: a lane that died is mended by the first.`,
      find: "GET /operations?kind=waiting names webhook and application of each; the log of sweep says webhook not swept.",
      runbook: "lanes-overdue",
    },
    {
      id: "receivers-down",
      level: "all",
      metric: ownMetric(settings, "sweep", "receiversDown"),
      statistic: "Maximum",
      periodSeconds: sweeps,
      threshold: settings.alarmReceiversDown,
      means: "Receivers fail every time, and get nothing but probes; what is sent to them waits.",
      arithmetic: `${settings.alarmReceiversDown} or more at a sweep (setting alarmReceiversDown), each with something due for ${settings.laneSleepSeconds} s.`,
      find: "GET /operations?kind=down names webhook and application of each; the log of deliver says webhook down.",
      runbook: "receivers-down",
    },
    {
      id: "lanes-failed",
      level: "all",
      // https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
      metric: {
        namespace: "AWS/States",
        name: "ExecutionsFailed",
        dimensions: { StateMachineArn: laneStateMachineArn },
      },
      periodSeconds: 300,
      threshold: 1,
      means: "The execution of a lane failed; its deliveries wait for the next park or the sweep.",
      arithmetic: "One: it catches every error of its function, so it never fails by itself.",
      find: "The execution is named after the webhook; GET /operations?kind=waiting has its application.",
      runbook: "lanes-failed",
    },
  ];
}
