import { makeStore } from "../api/store.ts";

/** How often distances in time are looked at again, in ms. */
const TICK_MS = 15_000;

/** The time now, in steps: one timer for all that show a distance. */
export const clock = makeStore(Date.now());

setInterval(() => clock.set(Date.now()), TICK_MS);
