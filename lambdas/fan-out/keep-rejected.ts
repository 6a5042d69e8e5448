import { type EntryOrigin, entryOrigin } from "../shared/domain/entry-origin.ts";
import {
  type RejectedEvent,
  rejectedEventOf,
  type RejectedOwner,
  rejectedOwnerKey,
} from "../shared/domain/rejected-event.ts";
import type { Rejection } from "../shared/domain/rejection.ts";
import type { Tenant } from "../shared/domain/tenant.ts";
import { makeBuckets } from "../shared/memory/buckets.ts";
import { within } from "../shared/runtime/machine.ts";

/** A rejected entry, or one of its applications. */
export interface Rejected {
  readonly entryText: string;
  readonly rejection: Rejection;
  /** When the bus handed it over. */
  readonly receivedAtMs: number;
  /** The application and environment that it was rejected for; absent: all that it addresses. */
  readonly addressee?: Tenant;
}

/** `left_out`: there are too many of them; `failed`: the store did not take it. */
export type Keeping = "kept" | "left_out" | "failed";

/** Keeps a rejected event readable. Never throws: the entry is in the rejected-events queue. */
export type KeepRejected = (rejected: Rejected) => Promise<Keeping>;

/** What `makeKeepRejected` needs. */
export interface KeepRejectedPorts {
  readonly store: {
    /** Puts an event into its owner's list, if it is not there. */
    put(owner: RejectedOwner, event: RejectedEvent): Promise<void>;
  };
  /** Whether there is such an application. */
  readonly isTenant: (tenant: Tenant) => Promise<boolean>;
  /** Events that one warm function keeps a second. */
  readonly perSecond: number;
  readonly reportFailure: (error: unknown) => void;
  readonly now: () => number;
}

/** A bucket holds so many seconds' worth: a producer with a bug rejects in bursts. */
const BURST_SECONDS = 10;
/** What one list takes at most of that: the others go on beside one that floods. */
const OWNER_SHARE = 0.25;
const OWNER_BURST_SHARE = 0.5;
/** Lists whose buckets are remembered; some 100 bytes each. */
const MOST_OWNERS = 1000;
/** A slower store is not waited for: DynamoDB answers in ten milliseconds, or throttles. */
const LONGEST_WAIT_MS = 3_000;
/** After a failure nothing is put for so long: accepted events wait for no throttled table. */
const PAUSE_MS = 10_000;

/** The bucket of rejected entries without an application: reading tells whose they are. */
const UNADDRESSED = "unaddressed";

/**
 * Makes the keeper. It bounds what a flood of bad entries writes, for each list and in all, before
 * it reads or writes anything; so no list becomes a hot partition that slows down the events which
 * are accepted.
 */
export function makeKeepRejected(ports: KeepRejectedPorts): KeepRejected {
  const { store, isTenant, perSecond, reportFailure, now } = ports;
  const buckets = makeBuckets(MOST_OWNERS, now);
  const all = { perSecond, burst: perSecond * BURST_SECONDS };
  const each = { perSecond: perSecond * OWNER_SHARE, burst: all.burst * OWNER_BURST_SHARE };
  let pausedUntilMs = 0;

  function mayKeep(name: string): boolean {
    return buckets.take(name, each) === 0 && buckets.take("all", all) === 0;
  }

  async function put(
    { entryText, rejection, receivedAtMs }: Rejected,
    addressees: readonly Addressee[],
    known?: EntryOrigin,
  ): Promise<Keeping> {
    const taken = addressees.filter(({ owner }) => mayKeep(rejectedOwnerKey(owner)));
    if (taken.length > 0) {
      const origin = known ?? entryOrigin(entryText);
      await Promise.all(
        taken.map(({ owner, tenant }) =>
          store.put(owner, rejectedEventOf(entryText, rejection, tenant, receivedAtMs, origin)),
        ),
      );
    }
    return taken.length === addressees.length ? "kept" : "left_out";
  }

  /** Those of the addressed applications that there are; the operator when there is none. */
  async function addresseesOf({ tenants }: EntryOrigin): Promise<readonly Addressee[]> {
    const areKnown = await Promise.all(tenants.map((tenant) => isTenant(tenant)));
    const known = tenants.filter((_, index) => areKnown[index]);
    return known.length === 0
      ? [{ owner: "operator" }]
      : known.map((tenant) => ({ owner: tenant, tenant }));
  }

  return async (rejected) => {
    const { entryText, rejection, addressee: tenant } = rejected;
    if (now() < pausedUntilMs) return "left_out";
    try {
      if (tenant !== undefined) {
        const owner = rejection.reason === "unknown_application" ? "operator" : tenant;
        return await within(LONGEST_WAIT_MS, put(rejected, [{ owner, tenant }]));
      }
      if (buckets.take(UNADDRESSED, each) > 0) return "left_out";
      const origin = entryOrigin(entryText);
      const putAll = addresseesOf(origin).then((addressees) => put(rejected, addressees, origin));
      return await within(LONGEST_WAIT_MS, putAll);
    } catch (error) {
      pausedUntilMs = now() + PAUSE_MS;
      reportFailure(error);
      return "failed";
    }
  };
}

/** Whose list an event goes to, and for whom it was rejected. */
interface Addressee {
  readonly owner: RejectedOwner;
  readonly tenant?: Tenant;
}
