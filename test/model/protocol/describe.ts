import { At, Lap, LaneState, Outcome, Pool, Status } from "./fields.ts";
import { type State } from "./state.ts";

/** A state in a line, for who reads a counterexample. */
export function describe({
  deliveries,
  messages,
  invocations,
  executions,
  lane,
  rest,
}: State): string {
  const parts: string[] = [];
  for (const d of deliveries) {
    const index = d.listed === 1 ? `, listed ${d.listedDispatch} due ${d.listedDue}` : "";
    const carrier = d.carrier === 0 ? "" : ` carrier m${d.carrier}`;
    parts.push(
      `${nameOf(Status, d.status)} dispatch ${d.dispatch} attempts ${d.attempts} due ${d.due}` +
        `${carrier}${index}, ${d.posts} requests`,
    );
  }
  for (const m of messages) {
    if (m.id === 0) continue;
    const carries = m.carries === 0 ? "" : ` ${nameOf(Outcome, m.carries)} of m${m.of}`;
    const flags = `${m.first === 1 ? " first" : ""}${m.pool === Pool.quick ? "" : ` ${nameOf(Pool, m.pool)}`}${m.redriven === 1 ? " redriven" : ""}${carries}`;
    parts.push(`m${m.id} dispatch ${m.dispatch} hidden ${m.hidden}${flags}`);
  }
  for (const { at, message } of invocations) {
    if (at !== At.idle) parts.push(`${nameOf(At, at)}${message === 0 ? "" : ` with m${message}`}`);
  }
  parts.push(
    `lane ${nameOf(LaneState, lane.state)} generation ${lane.generation} heartbeat ` +
      `${lane.heartbeat} parked ${lane.parked}`,
  );
  for (const { lap, generation } of executions) {
    if (lap !== Lap.none) parts.push(`execution ${generation} ${nameOf(Lap, lap)}`);
  }
  if (rest.serving !== Pool.quick) parts.push(`webhook ${nameOf(Pool, rest.serving)}`);
  if (rest.isDown === 1) parts.push("receiver down");
  if (rest.recovers === 1) parts.push("receiver recovers");
  if (rest.enabled === 0) parts.push("webhook disabled");
  return parts.join(" | ");
}

/** The name of a number in one of the lists of this model. */
export function nameOf(list: Readonly<Record<string, number>>, value: number): string {
  return Object.keys(list).find((name) => list[name] === value) ?? "?";
}
