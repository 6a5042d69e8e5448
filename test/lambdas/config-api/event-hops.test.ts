import { describe, expect, test } from "vitest";

import { freshTestBed } from "../../support/fresh-test-bed.ts";
import { fieldErrorsOf } from "../../support/webhook-requests.ts";

const bed = freshTestBed();

const EVENT = { type: "A", id: "p-1", payload: { x: 1 } };

/** Publishes as a receiver does that gives back the header of the delivery. */
function publish(hops: string, body: unknown = EVENT) {
  return bed.admin("POST", "/events", body, { "ringback-hops": hops });
}

describe("POST /events of a receiver that got a delivery", () => {
  test.each(["1", "2", "3", "4"])("with ringback-hops: %s counts them", async (hops) => {
    expect((await publish(hops)).status).toBe(202);
    expect(bed.published).toEqual([expect.objectContaining({ id: "p-1", hops: Number(hops) })]);
  });

  test("counts them for each event of a list", async () => {
    expect((await publish("2", { events: [EVENT, { ...EVENT, id: "p-2" }] })).status).toBe(202);
    expect(bed.published.map(({ hops }) => hops)).toEqual([2, 2]);
  });

  test.each(["0", "00"])("with ringback-hops: %s counts nothing", async (hops) => {
    expect((await publish(hops)).status).toBe(202);
    expect(bed.published[0]).not.toHaveProperty("hops");
  });

  test.each(["5", "6", "1000", "9".repeat(400)])(
    "with ringback-hops: %.10s is 508: the ring ends here",
    async (hops) => {
      const answer = await publish(hops);
      expect(answer.body).toMatchObject({
        type: "urn:ringback:problem:loop-detected",
        status: 508,
      });
      expect(bed.published).toEqual([]);
    },
  );

  test.each(["", "one", "-1", "1.5", "1,1", "1 ", "0x1", "١", "1e0"])(
    "with ringback-hops: %j is 422",
    async (hops) => {
      expect(fieldErrorsOf(await publish(hops))).toEqual(["ringback-hops is not a whole number"]);
      expect(bed.published).toEqual([]);
    },
  );

  test("is documented", async () => {
    const { body } = await bed.ask("GET", "/openapi.json");
    const names = (body.paths["/events"].post.parameters as { name: string }[]).map(
      ({ name }) => name,
    );
    expect(names).toContain("ringback-hops");
  });
});
