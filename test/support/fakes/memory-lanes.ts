import type { Lane, LaneOwner } from "../../../lambdas/shared/domain/lane.ts";
import type { LaneHeartbeats, Wake } from "../../../lambdas/shared/waiting/lane-ports.ts";
import type { LaneItems, WriteResult } from "../../../lambdas/shared/waiting/ports.ts";
import type { ExternalCall } from "./external-call.ts";

/** The lane items of the deliveries table, with the conditions of their writes. */
export class MemoryLanes {
  readonly lanes = new Map<string, Lane>();

  /** The lane of a webhook that is about to be made. */
  enter(owner: LaneOwner): void {
    this.lanes.set(owner.webhookId, {
      ...owner,
      state: "closed",
      generation: 0,
      wokenAtMs: 0,
      parkedAtMs: 0,
    });
  }

  read(webhookId: string): Lane | undefined {
    return this.lanes.get(webhookId);
  }

  /** E2. */
  open(owner: LaneOwner, seen: Lane | undefined, nowMs: number): WriteResult {
    const { webhookId, application, environment } = owner;
    return this.update(this.isAsSeen(this.lanes.get(webhookId), seen), {
      webhookId,
      application,
      environment,
      state: "opening",
      generation: (seen?.generation ?? 0) + 1,
      wokenAtMs: nowMs,
      parkedAtMs: nowMs,
    });
  }

  /** E3. */
  touch(webhookId: string, generation: number, nowMs: number): WriteResult {
    const lane = this.lanes.get(webhookId);
    const isRunning = lane?.generation === generation && lane.state !== "closed";
    return this.update(isRunning, lane && { ...lane, parkedAtMs: nowMs });
  }

  /** L1. */
  wake(webhookId: string, generation: number, nowMs: number): Wake {
    const lane = this.lanes.get(webhookId);
    if (lane === undefined || !this.mayWake(lane, generation)) {
      return { result: "refused", lane };
    }
    const woken: Lane = { ...lane, state: "open", wokenAtMs: nowMs };
    this.lanes.set(webhookId, woken);
    return { result: "written", lane: woken };
  }

  /** L5. */
  close(webhookId: string, generation: number, parkedBeforeMs: number): WriteResult {
    const lane = this.lanes.get(webhookId);
    return this.update(
      lane !== undefined && this.mayClose(lane, generation, parkedBeforeMs),
      lane && {
        ...lane,
        state: "closed",
      },
    );
  }

  /** L6. */
  restart(webhookId: string, generation: number, nowMs: number): WriteResult {
    const lane = this.lanes.get(webhookId);
    const isMine = lane?.generation === generation && lane.state === "open";
    return this.update(
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

  protected isAsSeen(lane: Lane | undefined, seen: Lane | undefined): boolean {
    return (
      lane?.generation === seen?.generation &&
      lane?.state === seen?.state &&
      lane?.wokenAtMs === seen?.wokenAtMs
    );
  }

  protected mayWake(lane: Lane, generation: number): boolean {
    return lane.generation === generation && lane.state !== "closed";
  }

  protected mayClose(lane: Lane, generation: number, parkedBeforeMs: number): boolean {
    return (
      lane.generation === generation && lane.state === "open" && lane.parkedAtMs < parkedBeforeMs
    );
  }

  protected update(isMet: boolean, after: Lane | undefined): WriteResult {
    if (!isMet || after === undefined) {
      return "refused";
    }
    this.lanes.set(after.webhookId, after);
    return "written";
  }
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

/** The lane items as their execution sees them. */
export function heartbeatsThrough(lanes: MemoryLanes, call: ExternalCall): LaneHeartbeats {
  return {
    wake: (webhookId, generation, nowMs) =>
      call("L1 wake", () => lanes.wake(webhookId, generation, nowMs)),
    close: (webhookId, generation, parkedBeforeMs) =>
      call("L5 close the lane", () => lanes.close(webhookId, generation, parkedBeforeMs)),
    restart: (webhookId, generation, nowMs) =>
      call("L6 restart the lane", () => lanes.restart(webhookId, generation, nowMs)),
  };
}
