import { MAX_CHECK_STEPS } from "../shared/domain/event-type.ts";
import { makeStepPool, type StepPool } from "../shared/domain/step-budget.ts";

/**
 * Steps of all filters for one event: 0.1 s of a full core. A thousand filters that enter a list of
 * a thousand take half of them.
 */
const MAX_FILTER_STEPS = 4_000_000;
/**
 * What each application of an entry has at least, however many there are and whatever the others
 * take: 10 and 2 ms. All 50 together take 0.6 s of a full core then, and a batch of ten such
 * entries 21 s of the 60 that a function with 512 MB has.
 */
const LEAST_CHECK_STEPS = 500_000;
const LEAST_FILTER_STEPS = 100_000;

/** The steps that one entry's checks may take, shared by the applications it addresses. */
export interface EntryBudgets {
  readonly checks: StepPool;
  readonly filters: StepPool;
}

/** The budgets of an entry for so many applications. */
export function entryBudgets(applications: number): EntryBudgets {
  return {
    checks: makeStepPool(MAX_CHECK_STEPS, applications, LEAST_CHECK_STEPS),
    filters: makeStepPool(MAX_FILTER_STEPS, applications, LEAST_FILTER_STEPS),
  };
}
