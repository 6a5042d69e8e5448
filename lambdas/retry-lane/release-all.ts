import { inGroups } from "../shared/runtime/in-groups.ts";
import type { Parked, Release } from "../shared/waiting/release.ts";

/** Releases at work at once: 25 full SendMessageBatch requests, and ten full requests of marks. */
const AT_ONCE = 250;

/** Some of a page could not be handed to the queue. */
class ReleaseError extends Error {
  readonly code = "RELEASE_FAILED";
  override readonly name = "ReleaseError";
}

/**
 * R for each delivery of a page; one that fails does not keep the others back.
 * @throws ReleaseError after all of them when any failed: the page is done again then, and a second
 * message for one that was released is recognised by the record
 */
export async function releaseAll(parked: readonly Parked[], release: Release): Promise<void> {
  const results = await inGroups(parked, AT_ONCE, async (one): Promise<unknown[]> => {
    try {
      await release(one);
      return [];
    } catch (error) {
      return [error];
    }
  });
  const failures = results.flat();
  if (failures.length > 0) {
    throw new ReleaseError(`${failures.length} of ${parked.length} releases failed`, {
      cause: failures[0],
    });
  }
}
