import type { SettingName } from "../../lib/settings.ts";
import type { DeploySettings } from "./deploy-stacks.ts";
import { LOCAL_SETTINGS } from "./local-settings.ts";

/**
 * How the cloud of `npm test` differs from that of `npm start`: the times of the delivery protocol
 * are shrunk together, and those of signing keys, so that seconds show what otherwise takes
 * quarters of an hour, or days. Still hold < delay < park, sleep ≤ horizon, 3 sleeps until dead.
 */
export const TEST_SETTINGS = {
  ...LOCAL_SETTINGS,
  holdMaxSeconds: "2",
  horizonSeconds: "5",
  laneSleepSeconds: "4",
  laneQuietSeconds: "4",
  laneTouchSeconds: "1",
  laneDeadSeconds: "12",
  laneKeptSeconds: "12",
  breakerSeconds: "2",
  breakerFailures: "8",
  longestAttemptSeconds: "3",
  deliverTimeoutSeconds: "5", // a killed function's messages return after 30 s
  fanOutTimeoutSeconds: "5",
  notificationHopSeconds: "2", // an expiry of some seconds is a chain
  tallySeconds: "2",
  signingKeyIntervalSeconds: "8",
  signingKeyRetentionSeconds: "4",
  alarms: "all", // each is provoked
  accountConcurrency: "1000",
} as const satisfies DeploySettings & Partial<Record<SettingName, string>>;
