import { beforeEach, expect, test } from "vitest";

import { gatherFacts, latestEvents } from "../../../console/webhooks/why/gather.ts";
import { rejectedEventOf } from "../../../lambdas/shared/domain/rejected-event.ts";
import { ACME } from "../../support/config-api-test-bed.ts";
import { openDeliveryStory } from "../../support/delivery-story.ts";

const { signal } = new AbortController();

type Story = Awaited<ReturnType<typeof openDeliveryStory>>;

let story: Story;

beforeEach(async () => {
  story = await openDeliveryStory({ events: ["A", "TYPO"] });
});

/** What is known of an event of the story, or of its webhook as such. */
async function factsOf(asked: string, webhookId = story.webhookId) {
  const { data, error } = await gatherFacts(story.client, webhookId, asked, signal);
  return { data, error };
}

test("an event is found by the id that its producer gave it, with its delivery", async () => {
  const acceptedAtMs = story.clock.nowMs - 60_000;
  const id = await story.put(1, { acceptedAtMs, status: "delivered", lastOutcome: "204" });
  const { data } = await factsOf("1");
  expect(data?.event).toMatchObject({ kind: "found", delivery: { id, status: "delivered" } });
  const { data: same } = await factsOf(id);
  expect(same?.event).toMatchObject({ kind: "found" });
});

test("one that nobody knows is missing; a rejected one says why", async () => {
  expect((await factsOf("2")).data?.event).toEqual({ kind: "missing", asked: "2" });
  const rejection = { reason: "id_reused", errors: [] } as const;
  const text = JSON.stringify({ id: "bus-1", "detail-type": "A", detail: { id: "2" } });
  const event = rejectedEventOf(text, rejection, ACME, story.clock.nowMs - 1000);
  await story.rejectedEvents.put(ACME, event);
  for (const asked of ["2", "bus-1", event.id]) {
    expect((await factsOf(asked)).data?.event).toMatchObject({
      kind: "missing",
      rejected: { reason: "id_reused" },
    });
  }
});

test("a webhook as such says which of its types there are not, and what was rejected", async () => {
  const rejection = { reason: "unknown_event_type", errors: [] } as const;
  for (const type of ["TYPO", "OTHER"]) {
    const text = JSON.stringify({ "detail-type": type, detail: {} });
    const event = rejectedEventOf(text, rejection, ACME, story.clock.nowMs - 1000);
    await story.rejectedEvents.put(ACME, event);
  }
  const { data } = await factsOf("");
  expect(data?.event).toBeUndefined();
  expect(data?.unknownTypes).toEqual(["TYPO"]);
  expect(data?.rejected.map(({ type }) => type)).toEqual(["TYPO"]);
});

test("a webhook that there is not is a problem", async () => {
  const { error } = await factsOf("", "wh_0000000000000000000000");
  expect(error?.status).toBe(404);
});

test("the latest events of a type are offered, each once", async () => {
  const acceptedAtMs = story.clock.nowMs - 60_000;
  for (const number of [1, 2, 3]) {
    await story.put(number, { acceptedAtMs: acceptedAtMs + number, status: "delivered" });
  }
  const { data } = await latestEvents(story.client, "A", signal);
  expect(data).toHaveLength(3);
  expect(data?.[0]?.acceptedAt).toBe(new Date(acceptedAtMs + 3).toISOString());
});
