import { FAN_OUTS, isFanningOut } from "./fan-out.ts";
import { At, LaneState, Lap, Status } from "./fields.ts";
import { Kind, type Move } from "./moves.ts";
import { settle } from "./repair.ts";
import { DEAD, keptTicks, OVERDUE, QUIET, type Settings } from "./settings.ts";
import { type Delivery, isLagging, isLive, isRunning, type State } from "./state.ts";

/** A wake that Step Functions owes comes within a tick. */
const LATE_WAKE = 1;

/** One tick passes, unless something has to happen before. */
export function time(settings: Settings, state: State, move: Move): void {
  if (!mayPass(settings, state)) return;
  move(Kind.time, (to) => {
    for (const delivery of to.deliveries) age(delivery);
    for (const message of to.messages) if (message.hidden > 0) message.hidden -= 1;
    for (const invocation of to.invocations) if (invocation.at !== At.idle) invocation.age += 1;
    for (const execution of to.executions) {
      if (execution.lap === Lap.close) execution.timer += 1;
      if (execution.lap === Lap.sleep) {
        // A given lane sleeps without a timer.
        if (execution.timer === 1) execution.lap = Lap.wake;
        if (execution.timer > 0) execution.timer -= 1;
      } else if (execution.lap !== Lap.none) execution.age += 1;
    }
    ageLane(settings, to);
    settle(settings, to);
    return "time passes";
  });
}

function mayPass(settings: Settings, state: State): boolean {
  const { ticksInside, indexLag } = settings;
  for (const { at, age: ticks } of state.invocations) {
    if (at !== At.idle && ticks >= ticksInside) return false;
  }
  for (const { lap, age: ticks } of state.executions) {
    if (lap === Lap.none || lap === Lap.sleep) continue;
    if (ticks >= (lap === Lap.wake ? LATE_WAKE : ticksInside)) return false;
  }
  for (const delivery of state.deliveries) {
    if (FAN_OUTS.some((message) => isFanningOut(settings, delivery[message]))) return false;
    if (delivery.lag >= indexLag && isLagging(delivery)) return false;
  }
  return true;
}

function age(delivery: Delivery): void {
  const lags = isLagging(delivery);
  if (isLive(delivery.status) && delivery.due > OVERDUE) delivery.due -= 1;
  if (delivery.ends > 1) delivery.ends -= 1;
  if (delivery.listed === 1 && delivery.listedDue > OVERDUE) delivery.listedDue -= 1;
  if (lags) delivery.lag += 1;
}

/** Longer ago than anybody asks counts as the same. */
function ageLane(settings: Settings, { lane }: State): void {
  if (settings.lane === "given" || lane.state === LaneState.absent) return;
  if (lane.parked < Math.max(QUIET + 2, keptTicks(settings))) lane.parked += 1;
  if (isRunning(lane.state) && lane.heartbeat < DEAD) lane.heartbeat += 1;
}

/** The index catches up with the table. */
export function index(state: State, move: Move): void {
  for (const [d, delivery] of state.deliveries.entries()) {
    if (!isLagging(delivery)) continue;
    move(Kind.index, (to) => {
      const entry = to.delivery(d);
      const parked = entry.status === Status.parked;
      entry.listed = parked ? 1 : 0;
      entry.listedDispatch = parked ? entry.dispatch : 0;
      entry.listedDue = parked ? entry.due : 0;
      entry.lag = 0;
      return "the index catches up with the table";
    });
  }
}
