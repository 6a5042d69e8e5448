import { nameOf } from "./describe.ts";
import { Pool, Status } from "./fields.ts";
import { Kind, type Move } from "./moves.ts";
import type { Settings } from "./settings.ts";
import type { Delivery, Invocation, State } from "./state.ts";

/** All but one. */
export function otherPools({ trialPool }: Settings, one: number): readonly number[] {
  const pools = Object.values(Pool).filter((pool) => trialPool || pool !== Pool.trial);
  return pools.filter((pool) => pool !== one);
}

/** The webhook's standing changes; nothing of the protocol makes it. */
export function turn(settings: Settings, { rest }: State, move: Move): void {
  if (rest.turn === 0) return;
  for (const pool of otherPools(settings, rest.serving)) {
    move(Kind.fault, (to) => {
      to.rest.turn -= 1;
      if (pool > to.rest.serving) to.rest.worse += 1;
      to.rest.serving = pool;
      return `the ${nameOf(Pool, pool)} pool serves the webhook now`;
    });
  }
}

/** R1 chooses the queue by the standing; it may have been read before the webhook turned. */
export function chooseByOldStanding(
  settings: Settings,
  { rest }: State,
  move: Move,
  send: (to: State, pool: number) => void,
): void {
  if (rest.staleStanding === 0) return;
  for (const pool of otherPools(settings, rest.serving)) {
    move(Kind.fault, (to) => {
      to.rest.staleStanding -= 1;
      send(to, pool);
      return "R1 sends the message, by an old standing";
    });
  }
}

/** H: the pool that serves the webhook, as D1 found it. */
export function handOverPool({ without }: Settings, to: State, me: Invocation): number {
  return without.handOverStraight ? poolOf(to, me) + 1 : me.elsewhere - 1;
}

/** In whose queue its message is. */
export function poolOf(to: State, { message }: Invocation): number {
  return to.message(message)?.pool ?? Pool.quick;
}

/** A commit without an attempt, which makes the record. */
export function putFor(record: Delivery, carrier: number): void {
  if (record.status === Status.absent) record.handOvers += 1;
  record.status = Status.queued;
  record.carrier = carrier;
  record.dispatch += 1;
  record.due = 0;
}
