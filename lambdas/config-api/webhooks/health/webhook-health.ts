import * as z from "zod";

import { afterSuccess, type Breaker } from "../../../shared/domain/breaker.ts";
import { defined } from "../../../shared/domain/defined.ts";
import type { LaneOwner } from "../../../shared/domain/lane.ts";
import { isProved, type Standing } from "../../../shared/domain/standing.ts";
import type { TellTenant } from "../../../shared/eventbridge/operational-events.ts";
import type { Log } from "../../../shared/runtime/logger.ts";
import { thisMachine, within } from "../../../shared/runtime/machine.ts";
import type { Breakers } from "../../../shared/waiting/receiver-ports.ts";
import { makeTellBreaker } from "../../../shared/waiting/tell-breaker.ts";
import type { WakeLane } from "../../../shared/waiting/wake-lane.ts";
import { timeOut, timeText } from "../../http/fields.ts";
import type { Limited } from "./find-limited.ts";

/** What is known against a webhook's receiver; absent: nothing. */
export interface KnownHealth {
  readonly standing: Standing | undefined;
  readonly breaker: Breaker | undefined;
  /** What its limits do now. @default - they keep nothing back */
  readonly limited?: Limited | undefined;
}

/** The states of a receiver, the gravest first: one word is told. */
const HEALTH = ["down", "recovering", "limited", "slow", "up"] as const;

export const healthState = z.enum(HEALTH);

export const healthOut = z
  .object({
    state: healthState,
    since: timeOut.optional().meta({ description: "Since when, where anything is known." }),
  })
  .meta({
    description:
      "`down`: it failed for minutes, every time; what is due waits, and a probe is sent now and then. `recovering`: it answered again, and gets what waits, slowly at first. `limited`: a limit of its webhook keeps back what is due, or would the next. `slow`: its requests take long. `up`: all others.",
  });

/** The one word, and since when. */
export function showHealth({
  standing,
  breaker,
  limited,
}: KnownHealth): z.output<typeof healthOut> {
  if (breaker?.state === "down" || breaker?.state === "recovering") {
    return { state: breaker.state, since: timeText(breaker.sinceMs) };
  }
  if (limited !== undefined) {
    const { sinceMs } = limited;
    return { state: "limited", ...defined({ since: timeText(sinceMs) }) };
  }
  if (standing === undefined) return { state: "up" };
  const state = isProved(standing) || standing.state === "unproven" ? "up" : "slow";
  return { state, since: timeText(standing.sinceMs) };
}

/** So long an answer waits for a receiver to be tried again, in milliseconds. */
const LONGEST_WAIT_MS = 2000;

/** What trying a receiver again needs. */
export interface ReopenPorts {
  /** @default - nothing is known to be down */
  readonly breakers?: Breakers;
  readonly wakeLane: WakeLane;
  readonly publishOperation: TellTenant;
  readonly log: Log;
}

/**
 * Tries a receiver that is down again, slowly, and tells that it does: its webhook was changed, or
 * a test reached it. Never throws: what cannot be done here a probe does, within a quarter of an
 * hour.
 */
export function makeReopen({ breakers, wakeLane, publishOperation, log }: ReopenPorts) {
  const tell = makeTellBreaker({ publish: publishOperation, log, machine: thisMachine });

  return async (owner: LaneOwner, nowMs: number): Promise<void> => {
    if (breakers === undefined) return;
    const reopen = async (): Promise<void> => {
      const known = await breakers.read(owner);
      const next = afterSuccess(known.breaker, { endedAtMs: nowMs });
      if (next === known.breaker) return;
      if ((await breakers.put(owner, known, next, nowMs)) === "refused") return; // Whoever was quicker tells.
      const told = next && tell(owner, next);
      const [woken] = await Promise.allSettled([wakeLane(owner), told]);
      if (woken.status === "rejected") throw woken.reason;
    };
    try {
      await within(LONGEST_WAIT_MS, reopen());
    } catch (error) {
      log.error("lane not woken", error, { webhook_id: owner.webhookId });
    }
  };
}
