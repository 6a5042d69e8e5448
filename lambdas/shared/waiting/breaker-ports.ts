import type { Breaker } from "../domain/breaker.ts";
import type { LaneOwner } from "../domain/lane.ts";
import type { WriteResult } from "./ports.ts";

/** A breaker as it was read. */
export interface KnownBreaker {
  /** Absent: up. */
  readonly breaker: Breaker | undefined;
  /** Whether nothing beside it matters for longer than a day. */
  readonly isAlone: boolean;
}

/** What is known against receivers, by webhook. Reads are strongly consistent. */
export interface Breakers {
  read(owner: LaneOwner): Promise<KnownBreaker>;
  /**
   * If it is as it was read.
   * @param next `undefined`: up
   */
  put(
    owner: LaneOwner,
    seen: KnownBreaker,
    next: Breaker | undefined,
    nowMs: number,
  ): Promise<WriteResult>;
}
