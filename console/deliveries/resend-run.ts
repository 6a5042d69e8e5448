import type { RingbackClient } from "../../client/client.ts";
import { outcomeOf } from "../api/outcome.ts";
import { makeStore, type Store } from "../api/store.ts";
import { resendAll, type ResendProgress } from "./resend-all.ts";

/** A resend of many that runs, or has ended and is still shown. */
export interface ResendRun {
  /** The environment that it is of. */
  readonly place: string;
  /** Names it: part of each delivery's idempotency-key. */
  readonly run: string;
  readonly ids: readonly string[];
  readonly progress: ResendProgress;
  readonly stop: () => void;
}

/** The one run of this tab: it goes on while other pages are looked at. */
export const resendRun: Store<ResendRun | undefined> = makeStore<ResendRun | undefined>(undefined);

/**
 * Begins a run, unless one is under way.
 * @param of.run a run that is repeated for what it left
 */
export async function startResend(
  client: RingbackClient,
  of: { readonly place: string; readonly ids: readonly string[]; readonly run?: string },
): Promise<ResendProgress | undefined> {
  if (resendRun.get()?.progress.state === "running") return undefined;
  const { place, ids, run = newRunName() } = of;
  const stopped = new AbortController();
  const show = (progress: ResendProgress): void =>
    resendRun.set({ place, run, ids, progress, stop: () => stopped.abort() });
  show({ total: ids.length, resent: [], notResent: [], state: "running" });
  return resendAll(
    {
      resend: (id, key, signal) =>
        outcomeOf(
          () =>
            client.POST("/deliveries/{id}/resend", {
              params: { path: { id }, header: { "idempotency-key": key } },
              signal,
            }),
          signal,
        ),
      progress: show,
    },
    { ids, run, signal: stopped.signal },
  );
}

function newRunName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return `resend-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
