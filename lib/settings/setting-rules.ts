import type { Settings } from "../settings.ts";
import { visibilityTimeout } from "../shared/visibility-timeout.ts";

/** One rule between settings: broken when `broken` holds; the problem says what to change. */
interface SettingRule {
  readonly broken: (settings: Settings) => boolean;
  readonly problem: (settings: Settings) => string;
}

const RULES: readonly SettingRule[] = [
  {
    broken: (s) => s.removalPolicy === "destroy" && s.deletionProtection,
    problem: () =>
      "deletionProtection=true contradicts removalPolicy=destroy: leave deletionProtection out, or keep removalPolicy=retain",
  },
  {
    broken: (s) => s.tracing === "off" && s.tracingLayerArn !== "none",
    problem: () =>
      "tracingLayerArn needs tracing=active: without it nothing that the layer records may be sent",
  },
  {
    broken: (s) => s.deliverTimeoutSeconds < s.longestAttemptSeconds + 2,
    problem: (s) =>
      `deliverTimeoutSeconds=${s.deliverTimeoutSeconds} must be at least longestAttemptSeconds + 2 = ${s.longestAttemptSeconds + 2}: the function would end before an attempt is noted`,
  },
  {
    broken: (s) => s.holdMaxSeconds > s.horizonSeconds,
    problem: (s) =>
      `holdMaxSeconds=${s.holdMaxSeconds} must be at most horizonSeconds=${s.horizonSeconds}: a longer wait is a delay or a park`,
  },
  {
    broken: (s) => s.laneSleepSeconds > s.horizonSeconds,
    problem: (s) =>
      `laneSleepSeconds=${s.laneSleepSeconds} must be at most horizonSeconds=${s.horizonSeconds}: a lane that sleeps longer wakes its deliveries late`,
  },
  {
    broken: (s) => s.laneDeadSeconds < 3 * s.laneSleepSeconds,
    problem: (s) =>
      `laneDeadSeconds=${s.laneDeadSeconds} must be at least 3 × laneSleepSeconds=${3 * s.laneSleepSeconds}: a sleeping lane would be taken for a dead one`,
  },
  {
    broken: (s) => s.laneTouchSeconds >= s.laneQuietSeconds,
    problem: (s) =>
      `laneTouchSeconds=${s.laneTouchSeconds} must be less than laneQuietSeconds=${s.laneQuietSeconds}: a lane could end under a delivery that was just parked`,
  },
  {
    broken: (s) => s.laneKeptSeconds < s.laneDeadSeconds,
    problem: (s) =>
      `laneKeptSeconds=${s.laneKeptSeconds} must be at least laneDeadSeconds=${s.laneDeadSeconds}: a lane could be forgotten under its own execution`,
  },
  {
    broken: (s) => s.laneKeptSeconds < 2 * s.laneQuietSeconds,
    problem: (s) =>
      `laneKeptSeconds=${s.laneKeptSeconds} must be at least 2 × laneQuietSeconds=${2 * s.laneQuietSeconds}: a lane could be forgotten under a delivery that the index does not show yet`,
  },
  {
    broken: (s) => s.renewFromReceive >= s.maxReceiveCount,
    problem: (s) =>
      `renewFromReceive=${s.renewFromReceive} must be less than maxReceiveCount=${s.maxReceiveCount}: holding alone would bury a delivery`,
  },
  {
    broken: (s) => s.maxReceiveCount * longestReturnSeconds(s) > RETENTION_SECONDS,
    problem: (s) =>
      `maxReceiveCount=${s.maxReceiveCount} must be at most ${Math.floor(RETENTION_SECONDS / longestReturnSeconds(s))} with deliverTimeoutSeconds=${s.deliverTimeoutSeconds}: a message would end after 14 days, before it is redriven`,
  },
  maximumRule("Read"),
  maximumRule("Write"),
  {
    broken: (s) => s.apiBurst < s.apiRequestsPerSecond,
    problem: (s) =>
      `apiBurst=${s.apiBurst} must be at least apiRequestsPerSecond=${s.apiRequestsPerSecond}: the rate could not be reached`,
  },
  {
    broken: (s) => s.alarmEmail !== "none" && s.alarmTopicArn !== "none",
    problem: (s) =>
      `alarmEmail=${s.alarmEmail} contradicts alarmTopicArn=${s.alarmTopicArn}: subscribe the address to that topic, or leave one of them out`,
  },
  {
    broken: (s) => s.alarms === "none" && s.alarmTopicArn !== "none",
    problem: (s) =>
      `alarms=none contradicts alarmTopicArn=${s.alarmTopicArn}: nothing would ever call there; leave it out, or keep alarms=essential`,
  },
  reservationRule("deliverReservedConcurrency", ["deliverConcurrency"]),
  reservationRule("fanOutReservedConcurrency", ["fanOutConcurrency", "fanOutSliceConcurrency"]),
];

/** How long SQS keeps a message here: its maximum. */
const RETENTION_SECONDS = 14 * 86_400;
/** The longest backoff after a fault of the infrastructure (lambdas/shared/domain/waiting.ts). */
const LONGEST_BACKOFF_SECONDS = 900;

/** A message that deliver died of, or could not read, is received again after so long at most. */
function longestReturnSeconds({ deliverTimeoutSeconds }: Settings): number {
  return Math.max(LONGEST_BACKOFF_SECONDS, visibilityTimeout(deliverTimeoutSeconds).toSeconds());
}

/** A table that is warm for more than it may take was paid for in vain. */
function maximumRule(kind: "Read" | "Write"): SettingRule {
  const most = `max${kind}Units` as const;
  const warm = `warm${kind}Units` as const;
  return {
    broken: (s) => s[most] !== "none" && s[warm] !== "none" && s[most] < s[warm],
    problem: (s) => `${most}=${s[most]} must be at least ${warm}=${s[warm]}, or none`,
  };
}

/** The problems of settings that are valid one by one but not together. */
export function crossProblems(settings: Settings): readonly string[] {
  return RULES.filter((rule) => rule.broken(settings)).map((rule) => rule.problem(settings));
}

/** Fewer functions than pollers: receives are throttled, and each counts towards the redrive. */
function reservationRule(
  reserved: "deliverReservedConcurrency" | "fanOutReservedConcurrency",
  consumers: readonly ("deliverConcurrency" | "fanOutConcurrency" | "fanOutSliceConcurrency")[],
): SettingRule {
  const needed = (s: Settings) => consumers.reduce((sum, name) => sum + s[name], 0);
  return {
    broken: (s) => {
      const count = s[reserved];
      return count !== "none" && count < needed(s);
    },
    problem: (s) =>
      `${reserved}=${s[reserved]} must be at least ${consumers.join(" + ")}=${needed(s)}, or none: throttled receives use up a message's receives`,
  };
}
