/**
 * Events that one wake writes into its execution's history: the task entered, scheduled, started,
 * succeeded and left; the choice entered and left; the wait entered and left.
 */
export const EVENTS_PER_WAKE = 9;

/** Events of one failed try of the task: scheduled, started, failed. */
export const EVENTS_PER_FAILED_TRY = 3;

/**
 * Wakes after which an execution hands over to the next generation. Step Functions ends an
 * execution at 25,000 events; 2,000 wakes are 18,000 events and, at 900 s each, three weeks. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html#service-limits-state-machine-executions
 */
export const MOST_WAKES = 2000;

/**
 * A wake whose task was tried again, in usual wakes: so the history stays below 9 events a wake.
 */
export function wakesOf(retries: number): number {
  return 1 + Math.ceil((retries * EVENTS_PER_FAILED_TRY) / EVENTS_PER_WAKE);
}

/** A wake whose task failed in every try: 2 events around the tries, and 2 of the wait. */
export function wakesOfFailure(tries: number): number {
  return Math.ceil((tries * EVENTS_PER_FAILED_TRY + 4) / EVENTS_PER_WAKE);
}
