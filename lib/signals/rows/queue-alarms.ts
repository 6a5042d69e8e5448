import { POOLS } from "../../deliver/delivery-pools.ts";
import { visibilityTimeout } from "../../shared/visibility-timeout.ts";
import type { AlarmRow } from "../alarm-row.ts";
import { queueMetric } from "../metrics.ts";
import type { Watched } from "../watched.ts";

/** Two thirds of what a standard queue can have in flight: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html */
const MANY_IN_FLIGHT = 80_000;

const MINUTE = 60;
const HOUR = 3600;

/** Minutes for which a message may be old: longer than one that is done at its second receive. */
const LATE = { breaching: 10, of: 10 } as const;

/**
 * Queues that functions read. The age of the oldest message leaves out what was received three
 * times or more; those are told by errors and throttles of the function, and in the end by the dead
 * queue. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export function queueAlarms({ settings }: Watched): readonly AlarmRow[] {
  const fanOutReturn = visibilityTimeout(settings.fanOutTimeoutSeconds).toSeconds();
  const deliverReturn = visibilityTimeout(settings.deliverTimeoutSeconds).toSeconds();
  const deliveriesLate = settings.horizonSeconds + deliverReturn;
  const notificationsLate = 2 * settings.notificationHopSeconds;
  const late = { statistic: "Maximum", periodSeconds: MINUTE, datapoints: LATE } as const;
  const dead = {
    statistic: "Maximum",
    periodSeconds: 5 * MINUTE,
    threshold: 1,
    arithmetic: "One is too many; the alarm ends when the queue is empty.",
  } as const;
  const waiting = (pool: "trial" | "slow", which: string): AlarmRow => ({
    ...late,
    id: `${pool}-deliveries-late`,
    level: "all",
    metric: queueMetric(settings, POOLS[pool].queue, "ApproximateAgeOfOldestMessage"),
    threshold: deliveriesLate,
    means: `Deliveries to receivers that ${which} wait for each other; those to quick ones are on time.`,
    arithmetic: `Older than ${deliveriesLate} s for ten minutes, as for the queue of the quick ones.`,
    find: `Look for the webhook_id and application with the most duration_ms in the log of ${POOLS[pool].room}.`,
    runbook: "slow-deliveries-late",
  });
  return [
    {
      ...dead,
      id: "events-dead",
      level: "essential",
      metric: queueMetric(settings, "events-dead", "ApproximateNumberOfMessagesVisible"),
      means:
        "Accepted events could not be worked on, and wait for people in the queue events-dead.",
      find: "Each message is an event, with its application and environment in detail.",
      runbook: "events-dead",
    },
    {
      ...dead,
      id: "notification-expiry-dead",
      level: "all",
      metric: queueMetric(
        settings,
        "notification-expiry-dead",
        "ApproximateNumberOfMessagesVisible",
      ),
      means: "Notifications did not expire when they should, and call nobody back.",
      find: "Each message names application, environment and uuid of the notification.",
      runbook: "notification-expiry-dead",
    },
    {
      id: "deliveries-redrive",
      level: "essential",
      // Moves by a redrive are not counted as sent, and bury takes them at once: it is receives
      // that tell.
      metric: queueMetric(settings, "deliveries-redrive", "NumberOfMessagesReceived"),
      periodSeconds: HOUR,
      threshold: 1,
      means: "Deliveries failed inside Ringback again and again, and are being dropped.",
      arithmetic: `One in an hour: a message comes here after ${settings.maxReceiveCount} receives, which holding alone never reaches.`,
      find: "What comes a third time ends in the dropped queue as unprocessable, with webhook_id and application; the log of bury says redriven.",
      runbook: "deliveries-redrive",
    },
    {
      ...late,
      id: "events-late",
      level: "essential",
      metric: queueMetric(settings, "events", "ApproximateAgeOfOldestMessage"),
      threshold: fanOutReturn,
      means: "Events wait before fan-out, and all deliveries are late.",
      arithmetic: `Older than ${fanOutReturn} s, when a failed one comes back, for ten minutes: one failure passes unnoticed.`,
      find: "It concerns every tenant; the log of fan-out says record failed if one is stuck.",
      runbook: "events-late",
    },
    {
      ...late,
      id: "slices-late",
      level: "all",
      metric: queueMetric(settings, "slices", "ApproximateAgeOfOldestMessage"),
      threshold: fanOutReturn,
      means: "Events for more than 50 webhooks wait, and reach these late.",
      arithmetic: `Older than ${fanOutReturn} s, when a failed slice comes back, for ten minutes: one failure passes unnoticed.`,
      find: "Each message names application and environment, and the event; the log of fan-out says record failed if one is stuck.",
      runbook: "slices-late",
    },
    {
      ...late,
      id: "deliveries-late",
      level: "essential",
      metric: queueMetric(settings, "deliveries", "ApproximateAgeOfOldestMessage"),
      threshold: deliveriesLate,
      means: "Deliveries wait before deliver, beyond what their schedules ask for.",
      arithmetic: `Older than ${deliveriesLate} s for ten minutes: the longest delay, ${settings.horizonSeconds} s, and one return after ${deliverReturn} s.`,
      find: "Look for receivers that hold deliver up: webhook_id and application with the most duration_ms in its log.",
      runbook: "deliveries-late",
    },
    waiting("trial", "are not known yet, or whose tenant has many slow ones,"),
    waiting("slow", "are slow"),
    {
      ...late,
      id: "notifications-late",
      level: "all",
      metric: queueMetric(settings, "notification-expiry", "ApproximateAgeOfOldestMessage"),
      threshold: notificationsLate,
      means: "Notifications expire late.",
      arithmetic: `Older than ${notificationsLate} s for ten minutes: twice the longest hop.`,
      find: "It concerns every tenant with notifications; the log of notifications names those that fail.",
      runbook: "notifications-late",
    },
    ...(["quick", "trial", "slow"] as const).map((pool): AlarmRow => ({
      id: pool === "quick" ? "deliveries-in-flight" : `${pool}-deliveries-in-flight`,
      level: "all",
      metric: queueMetric(settings, POOLS[pool].queue, "ApproximateNumberOfMessagesNotVisible"),
      statistic: "Maximum",
      periodSeconds: MINUTE,
      threshold: MANY_IN_FLIGHT,
      datapoints: { breaching: 5, of: 5 },
      means: `So many deliveries of the queue ${POOLS[pool].queue} are held or under way that it may soon hand out no more.`,
      arithmetic:
        "80,000 for five minutes, two thirds of some 120,000 at which SQS stops without an error.",
      find: "Look for the webhook_id and application with the most attempts in the log of the function that reads it.",
      runbook: "deliveries-in-flight",
    })),
  ];
}
