import type { AlarmRow } from "../alarm-row.ts";
import { queueMetric } from "../metrics.ts";
import type { Watched } from "../watched.ts";

/** SQS keeps a message 14 days, the most it can: four days are left to read it. */
const EXPIRING_SECONDS = 10 * 86_400;

const HOUR = 3600;

/** What Ringback gave up or refused: messages for people, which SQS forgets in 14 days. */
export function noticeAlarms({ settings }: Watched): readonly AlarmRow[] {
  const { alarmDroppedPerHour } = settings;
  return [
    {
      id: "dropped",
      level: "essential",
      // Each notice is sent, not moved by a redrive, which this metric would not count.
      metric: queueMetric(settings, "dropped", "NumberOfMessagesSent"),
      periodSeconds: HOUR,
      threshold: alarmDroppedPerHour,
      means: "Deliveries were given up: their schedules are spent, or their receivers are gone.",
      arithmetic: `${alarmDroppedPerHour} or more in an hour (setting alarmDroppedPerHour).`,
      find: "Each message of the dropped queue names webhook_id, application, environment and reason.",
      runbook: "dropped",
    },
    {
      id: "rejected",
      level: "essential",
      metric: queueMetric(settings, "rejected-events", "NumberOfMessagesSent"),
      periodSeconds: HOUR,
      threshold: 1,
      means: "Events of producers were refused, and nobody will get them.",
      arithmetic: "One in an hour: a producer that is right has none.",
      find: "The log of fan-out says event rejected, with reason and, where it is known, application; the rejected-events queue holds them whole.",
      runbook: "rejected",
    },
    ...["dropped", "rejected-events"].map((queue): AlarmRow => ({
      id: `${queue}-expiring`,
      level: "all",
      metric: queueMetric(settings, queue, "ApproximateAgeOfOldestMessage"),
      statistic: "Maximum",
      periodSeconds: HOUR,
      threshold: EXPIRING_SECONDS,
      means: `Messages of the queue ${queue} will be gone within four days, unread.`,
      arithmetic: "SQS forgets a message after 14 days; the oldest is ten days old.",
      find: "Each message names application and environment, and webhook_id or event.",
      runbook: "notices-expiring",
    })),
  ];
}
