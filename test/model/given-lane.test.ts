import { describe, expect, test } from "vitest";

import { explore } from "./equipment/explore.ts";
import { StateSet } from "./equipment/state-set.ts";
import { At } from "./protocol/fields.ts";
import { Protocol } from "./protocol/protocol.ts";
import type { Settings } from "./protocol/settings.ts";
import { type State, SWEEP } from "./protocol/state.ts";
import { settingsOf } from "./row.ts";

const LIMITS = { graph: false, mostStates: 1_000_000 };

/** Leaves of a state what deliver, bury and a resend see or did: nothing of the lane. */
function forget(state: State): void {
  const { invocations, executions, lane, rest } = state;
  state.end(state.invocation(SWEEP));
  for (const invocation of invocations) {
    const { at } = invocation;
    const isInE = at === At.openLane || at === At.touchLane || at === At.startExecution;
    if (isInE) invocation.at = At.readLane;
    invocation.laneState = 0;
    invocation.laneGeneration = 0;
  }
  for (const execution of executions) state.endExecution(execution);
  Object.assign(lane, { state: 0, generation: 0, heartbeat: 0, parked: 0 });
  rest.ended = 0;
}

/** Adds what is left of every state; returns how many such remainders the set has then. */
function collect(settings: Settings, remainders: StateSet): number {
  const protocol = new Protocol(settings);
  const explored = explore(protocol, LIMITS);
  const words = new Uint32Array(protocol.layout.words);
  for (let number = 0; number < explored.states; number += 1) {
    const state = explored.read(number);
    forget(state);
    protocol.tidy(state);
    protocol.layout.pack(state.cells, words);
    remainders.add(words);
  }
  return remainders.size;
}

const CASES = [
  { name: "no fault", settings: settingsOf({}) },
  { name: "ticks inside", settings: settingsOf({ attempts: 2, ticksInside: 1 }) },
  { name: "crash", settings: settingsOf({ attempts: 2, faults: { crash: 1 } }) },
  { name: "SQS duplicate", settings: settingsOf({ attempts: 2, faults: { sqsDuplicate: 1 } }) },
  { name: "lost reply", settings: settingsOf({ attempts: 2, faults: { lostReply: 1 } }) },
  { name: "event twice", settings: settingsOf({ attempts: 2, faults: { eventAgain: 1 } }) },
  { name: "resend", settings: settingsOf({ attempts: 1, faults: { resend: 1 } }) },
  { name: "cancel", settings: settingsOf({ faults: { cancel: 1 } }) },
  { name: "disable", settings: settingsOf({ attempts: 2, faults: { disable: 1 } }) },
  { name: "execution dies", settings: settingsOf({ attempts: 2, faults: { executionDies: 1 } }) },
  { name: "lane restarts", settings: settingsOf({ attempts: 2, faults: { laneRestarts: 1 } }) },
  { name: "receives capped", settings: settingsOf({ mostReceives: 3, renewFrom: 2 }) },
];

/**
 * How many remainders the given lane leads to, and how many there are with those of the whole lane.
 */
function compare(settings: Settings): { readonly given: number; readonly both: number } {
  const remainders = new StateSet(new Protocol(settings).layout.words);
  const given = collect({ ...settings, lane: "given", sweeps: false }, remainders);
  return { given, both: collect(settings, remainders) };
}

describe("whatever deliver sees beside the whole lane, it sees beside a given one", () => {
  test.each(CASES)("$name", ({ settings }) => {
    const { given, both } = compare(settings);
    expect(both).toBe(given);
  });

  test("but not beside a lane that runs twice", () => {
    const without = { removalOfDeadOnly: true } as const;
    const settings = settingsOf({ without, faults: { disable: 1 } });
    const { given, both } = compare(settings);
    expect(both).toBeGreaterThan(given);
  });
});
