import type { EventTypes } from "../../../lambdas/fan-out/fan-out-one.ts";

/**
 * Event types of every name, valid whatever the payload: for tests of what comes after the checks.
 */
export const anyEventTypes: EventTypes = { find: () => Promise.resolve({ check: () => [] }) };
