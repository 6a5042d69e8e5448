import type { Settings } from "../settings.ts";

/** The constants of the protocol as environment variables, the same for all functions of it. */
export function protocolEnvironment(settings: Settings) {
  return {
    HOLD_MAX_SECONDS: String(settings.holdMaxSeconds),
    HORIZON_SECONDS: String(settings.horizonSeconds),
    LANE_SLEEP_SECONDS: String(settings.laneSleepSeconds),
    LANE_QUIET_SECONDS: String(settings.laneQuietSeconds),
    LANE_DEAD_SECONDS: String(settings.laneDeadSeconds),
    LANE_TOUCH_SECONDS: String(settings.laneTouchSeconds),
    LANE_KEPT_SECONDS: String(settings.laneKeptSeconds),
    SPREADS_LANES: String(settings.laneKeys > 1),
    RENEW_FROM_RECEIVE: String(settings.renewFromReceive),
    BREAKER_SECONDS: String(settings.breakerSeconds),
    BREAKER_FAILURES: String(settings.breakerFailures),
  } as const;
}
