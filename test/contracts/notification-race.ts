import { setImmediate } from "node:timers/promises";

import { expect } from "vitest";

import { recordResponse } from "../../lambdas/config-api/notifications/create-notification.ts";
import type { NotificationStore } from "../../lambdas/config-api/notifications/notification-ports.ts";
import { makeWakeOne } from "../../lambdas/notifications/wake-one.ts";
import { callbackPayloadOf } from "../../lambdas/shared/domain/notification-callback.ts";
import type { EndedNotification } from "../../lambdas/shared/domain/notification.ts";
import { makeRandom, type Random } from "../../tools/virtual-aws/random.ts";
import { newUuid, sampleNotification } from "../support/notifications.ts";

/** Notifications of one race: enough for every order of its few calls to come many times. */
const NOTIFICATIONS = 1000;
/** Races that run at once: what a laptop's emulator takes without queueing for long. */
const AT_ONCE = 20;
/** Turns of the event loop that a call may be held up. */
const MOST_TURNS = 6;
/** Share of calls behind which the caller dies. */
const DEATHS = 0.15;
const INPUT = { action_response: "Approved", is_ds_verified: true, response_code: 0 } as const;

/**
 * Lets the answer to each notification and the wake at its expiry meet, in random order, each dying
 * now and then behind any of its calls (the wake then comes back, as SQS brings it). Whatever
 * happens, one of UPDATED and EXPIRED is published for each, once or more and always the same, and
 * it is what the store says.
 * @returns how many ended each way
 */
export async function notificationRace(
  store: NotificationStore,
  application: string,
  seed: number,
): Promise<Readonly<Record<EndedNotification["state"], number>>> {
  const random = makeRandom(seed);
  const ended = { UPDATED: 0, EXPIRED: 0 };
  for (let done = 0; done < NOTIFICATIONS; done += AT_ONCE) {
    const races = Array.from({ length: AT_ONCE }, () => raceOne(store, application, random));
    for (const state of await Promise.all(races)) ended[state] += 1;
  }
  return ended;
}

async function raceOne(
  store: NotificationStore,
  application: string,
  random: Random,
): Promise<EndedNotification["state"]> {
  const createdAtMs = Date.now();
  const expiresAtMs = createdAtMs + 1000;
  const uuid = newUuid();
  const made = sampleNotification({ application, uuid, createdAtMs, expiresAtMs });
  const published: string[] = [];
  await store.create(made);

  /** A call that is held up, and behind which its caller may die. */
  const call =
    <Args extends unknown[], Result>(run: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      await turns(random);
      const result = await run(...args);
      if (random.chance(DEATHS)) throw new Killed();
      return result;
    };
  const publish = async (notification: EndedNotification) =>
    void published.push(callbackPayloadOf(notification));
  const portsOf = (now: () => number) => ({
    notifications: { ...store, read: call(store.read), recordOutcome: call(store.recordOutcome) },
    publishCallback: call(publish),
    sendWake: () => Promise.reject(new Error("no wake is early here")),
    now,
  });

  const answer = recordResponse(
    portsOf(() => expiresAtMs - 1),
    made,
    uuid,
    INPUT,
    "me",
  );
  const wakeOne = makeWakeOne(portsOf(() => expiresAtMs));
  const wake = { ...made, expiresAtMs, createdAtMs };
  await Promise.all([unlessKilled(answer), untilAcknowledged(() => wakeOne(wake))]);

  const present = await store.read(made, uuid);
  if (present === undefined || present.state === "PENDING") {
    throw new Error(`notification ${uuid} has not ended`);
  }
  expect(new Set(published)).toEqual(new Set([callbackPayloadOf(present)]));
  return present.state;
}

/** What ends a caller behind one of its calls. */
class Killed extends Error {}

async function unlessKilled(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof Killed) return false;
    throw error;
  }
}

async function untilAcknowledged(run: () => Promise<unknown>): Promise<void> {
  while (!(await unlessKilled(run()))) {
    // SQS brings the message again.
  }
}

async function turns(random: Random): Promise<void> {
  for (let left = random.below(MOST_TURNS); left > 0; left -= 1) await setImmediate();
}
