import { nextGeneration, type Lane, type LaneOwner } from "../../../lambdas/shared/domain/lane.ts";
import type { WriteResult } from "../../../lambdas/shared/waiting/delivery-ports.ts";
import type {
  LaneHeartbeats,
  LaneList,
  Wake,
  LaneCalls,
  LaneItems,
  LaneNotes,
} from "../../../lambdas/shared/waiting/lane-ports.ts";
import type { ExternalCall } from "./external-call.ts";

/** The lane items of the deliveries table, with the conditions of their writes. */
export class MemoryLanes {
  readonly lanes = new Map<string, Lane>();
  /** Ids of webhooks whose lane was called, and has not answered yet. */
  readonly called = new Set<string>();

  read(webhookId: string): Lane | undefined {
    return this.lanes.get(webhookId);
  }

  /** E2. */
  open(owner: LaneOwner, seen: Lane | undefined, nowMs: number): WriteResult {
    const { webhookId, application, environment } = owner;
    return this.#update(isAsSeen(this.lanes.get(webhookId), seen), {
      webhookId,
      application,
      environment,
      state: "opening",
      generation: nextGeneration(seen, nowMs),
      wokenAtMs: nowMs,
      parkedAtMs: nowMs,
    });
  }

  /** E3. */
  touch(webhookId: string, generation: number, nowMs: number): WriteResult {
    const lane = this.lanes.get(webhookId);
    const isRunning = lane?.generation === generation && lane.state !== "closed";
    return this.#update(isRunning, lane && { ...lane, parkedAtMs: nowMs });
  }

  /** L1. */
  wake(webhookId: string, generation: number, nowMs: number): Wake {
    const lane = this.lanes.get(webhookId);
    if (lane?.generation !== generation || lane.state === "closed") {
      return { result: "refused", lane };
    }
    const { restedAtMs: _, ...rest } = lane;
    const woken: Lane = { ...rest, state: "open", wokenAtMs: nowMs };
    this.lanes.set(webhookId, woken);
    return { result: "written", lane: woken };
  }

  /** L5. */
  close(webhookId: string, generation: number, parkedBeforeMs: number): WriteResult {
    const lane = this.lanes.get(webhookId);
    const isMine = lane?.generation === generation && lane.state === "open";
    return this.#update(
      isMine && lane.parkedAtMs < parkedBeforeMs,
      lane && { ...lane, state: "closed" },
    );
  }

  /** L6. */
  restart(webhookId: string, generation: number, nowMs: number): WriteResult {
    const lane = this.lanes.get(webhookId);
    const isMine = lane?.generation === generation && lane.state === "open";
    return this.#update(
      isMine,
      lane && {
        ...lane,
        state: "opening",
        generation: generation + 1,
        wokenAtMs: nowMs,
        parkedAtMs: nowMs,
      },
    );
  }

  /** L7. */
  rest(
    webhookId: string,
    generation: number,
    wokenAtMs: number,
    sleepsUntilMs?: number,
  ): WriteResult {
    const lane = this.lanes.get(webhookId);
    if (lane === undefined) return "refused";
    const isMine = lane.generation === generation && lane.state === "open";
    const { sleepsUntilMs: _, ...rest } = lane;
    return this.#update(isMine && !this.called.has(webhookId), {
      ...rest,
      restedAtMs: wokenAtMs,
      ...(sleepsUntilMs !== undefined && { sleepsUntilMs }),
    });
  }

  /** L7, refused. */
  answer(webhookId: string, generation: number): WriteResult {
    const lane = this.lanes.get(webhookId);
    if (lane?.generation !== generation || lane.state !== "open") return "refused";
    this.called.delete(webhookId);
    return "written";
  }

  /** W2. */
  supersede(webhookId: string, generation: number, nowMs: number): WriteResult {
    const lane = this.lanes.get(webhookId);
    if (lane?.generation !== generation || lane.state !== "open" || !isAsleep(lane)) {
      return "refused";
    }
    const { restedAtMs: _, ...rest } = lane;
    const next = { state: "opening", generation: generation + 1, wokenAtMs: nowMs } as const;
    this.lanes.set(webhookId, { ...rest, ...next });
    this.called.add(webhookId);
    return "written";
  }

  /** W3. */
  call(webhookId: string, generation: number): WriteResult {
    const lane = this.lanes.get(webhookId);
    if (lane?.generation !== generation || lane.state !== "open" || isAsleep(lane)) {
      return "refused";
    }
    this.called.add(webhookId);
    return "written";
  }

  /** N. */
  note({ webhookId, application, environment }: LaneOwner, nowMs: number): void {
    const made = {
      webhookId,
      application,
      environment,
      state: "closed" as const,
      generation: nextGeneration(undefined, nowMs),
      wokenAtMs: 0,
    };
    this.lanes.set(webhookId, { ...made, ...this.lanes.get(webhookId), parkedAtMs: nowMs });
  }

  /** S: some of those behind one, by webhook id. */
  list(after: string | undefined, most: number): Lane[] {
    return [...this.lanes.values()]
      .filter(({ webhookId }) => after === undefined || webhookId > after)
      .toSorted((one, other) => (one.webhookId < other.webhookId ? -1 : 1))
      .slice(0, most);
  }

  /** S2. */
  remove(webhookId: string, usedBeforeMs: number): WriteResult {
    const lane = this.lanes.get(webhookId);
    if (lane === undefined || Math.max(lane.parkedAtMs, lane.wokenAtMs) >= usedBeforeMs) {
      return "refused";
    }
    this.lanes.delete(webhookId);
    this.called.delete(webhookId);
    return "written";
  }

  #update(isMet: boolean, after: Lane | undefined): WriteResult {
    if (!isMet || after === undefined) return "refused";
    this.lanes.set(after.webhookId, after);
    return "written";
  }
}

function isAsleep(lane: Lane): boolean {
  return lane.restedAtMs === lane.wokenAtMs;
}

function isAsSeen(lane: Lane | undefined, seen: Lane | undefined): boolean {
  return (
    lane?.generation === seen?.generation &&
    lane?.state === seen?.state &&
    lane?.wokenAtMs === seen?.wokenAtMs
  );
}

/** The lane items as those see them who park. */
export function lanesThrough(lanes: MemoryLanes, call: ExternalCall): LaneItems {
  return {
    read: (webhookId) => call("E1 read the lane", () => lanes.read(webhookId)),
    open: (owner, seen, nowMs) => call("E2 open the lane", () => lanes.open(owner, seen, nowMs)),
    touch: (webhookId, generation, nowMs) =>
      call("E3 touch the lane", () => lanes.touch(webhookId, generation, nowMs)),
  };
}

/** The lane items as those see them who wake a lane. */
export function callsThrough(lanes: MemoryLanes, call: ExternalCall): LaneCalls {
  return {
    read: (webhookId) => call("W1 read the lane", () => lanes.read(webhookId)),
    supersede: (webhookId, generation, nowMs) =>
      call("W2 supersede the lane", () => lanes.supersede(webhookId, generation, nowMs)),
    call: (webhookId, generation) =>
      call("W3 call the lane", () => lanes.call(webhookId, generation)),
  };
}

/** The lane items as those see them who park without ensuring the lane. */
export function notesThrough(lanes: MemoryLanes, call: ExternalCall, step: string): LaneNotes {
  return { note: (owner, nowMs) => call(`${step} note the lane`, () => lanes.note(owner, nowMs)) };
}

/** The lane items as the sweep sees them. */
export function laneListThrough(
  lanes: MemoryLanes,
  call: ExternalCall,
  pageSize: number,
): LaneList {
  return {
    list: (after, most = pageSize) =>
      call("S list the lanes", () => {
        const owners = lanes.list(after, most);
        // As DynamoDB does: a full page has a next one, even when nothing is left for it.
        const next = owners.length < most ? undefined : owners.at(-1)?.webhookId;
        return { owners, unreadable: 0, next };
      }),
    lastUsedMs: (webhookId) =>
      call("S2 read the lane", () => {
        const lane = lanes.read(webhookId);
        return lane && Math.max(lane.parkedAtMs, lane.wokenAtMs);
      }),
    remove: (webhookId, usedBeforeMs) =>
      call("S2 remove the lane", () => lanes.remove(webhookId, usedBeforeMs)),
  };
}

/** The lane items as their execution sees them. */
export function heartbeatsThrough(lanes: MemoryLanes, call: ExternalCall): LaneHeartbeats {
  return {
    wake: (webhookId, generation, nowMs) =>
      call("L1 wake", () => lanes.wake(webhookId, generation, nowMs)),
    close: (webhookId, generation, parkedBeforeMs) =>
      call("L5 close the lane", () => lanes.close(webhookId, generation, parkedBeforeMs)),
    restart: (webhookId, generation, nowMs) =>
      call("L6 restart the lane", () => lanes.restart(webhookId, generation, nowMs)),
    rest: (webhookId, generation, wokenAtMs, sleepsUntilMs) =>
      call("L7 rest", () => lanes.rest(webhookId, generation, wokenAtMs, sleepsUntilMs)),
    answer: (webhookId, generation) =>
      call("L7 answer the call", () => lanes.answer(webhookId, generation)),
  };
}
