import type { Parked, Release } from "../shared/waiting/release.ts";

/** Releases at work at once: ten SendMessageBatch requests, five times below the SDK's 50 connections. */
const AT_ONCE = 100;

/** Some of a page could not be handed to the queue. */
class ReleaseError extends Error {
  readonly code = "RELEASE_FAILED";
  override readonly name = "ReleaseError";
}

/**
 * R for each delivery of a page; one that fails does not keep the others back.
 * @throws ReleaseError after all of them when any failed: the page is done again then, and a second message for one that
 * was released is recognised by the record
 */
export async function releaseAll(parked: readonly Parked[], release: Release): Promise<void> {
  const failures: unknown[] = [];
  for (let start = 0; start < parked.length; start += AT_ONCE) {
    const results = await Promise.allSettled(
      parked.slice(start, start + AT_ONCE).map((one) => release(one)),
    );
    for (const result of results) {
      if (result.status === "rejected") {
        failures.push(result.reason);
      }
    }
  }
  if (failures.length > 0) {
    throw new ReleaseError(`${failures.length} of ${parked.length} releases failed`, {
      cause: failures[0],
    });
  }
}
