import { describe, expect, test } from "vitest";

import {
  eventsOf,
  listed,
  titleOf,
  troubleWords,
  WHOLE_LIST,
} from "../../../console/webhooks/list/list-model.ts";
import { successShare } from "../../../console/webhooks/list/success-share.ts";
import { webhookOf } from "./support/shown-things.ts";

const CARDS = webhookOf({ id: "wh_1", name: "Cards 10", events: ["CARD"] });
const ORDERS = webhookOf({
  id: "wh_2",
  name: "Cards 9",
  events: ["*"],
  health: { state: "down" },
  created_at: "2026-11-20T00:00:00.000Z",
});
const PAUSED = webhookOf({
  id: "wh_3",
  endpoint: "https://a.example/Paused",
  events: ["ORDER"],
  status: "disabled",
});
const ALL = [CARDS, ORDERS, PAUSED];

function ids(filter: Partial<typeof WHOLE_LIST>, order: "name" | "trouble" | "newest" = "name") {
  return listed(ALL, { ...WHOLE_LIST, ...filter }, order).map(({ id }) => id);
}

describe("a list of webhooks", () => {
  test("is by name, numbers by value; by trouble; or the newest first", () => {
    expect(ids({})).toEqual(["wh_3", "wh_2", "wh_1"]);
    expect(ids({}, "trouble")).toEqual(["wh_2", "wh_3", "wh_1"]);
    expect(ids({}, "newest")[0]).toBe("wh_2");
  });

  test("is narrowed by event, status, health and text", () => {
    expect(ids({ event: "ORDER" })).toEqual(["wh_3", "wh_2"]);
    expect(ids({ status: "disabled" })).toEqual(["wh_3"]);
    expect(ids({ health: "down" })).toEqual(["wh_2"]);
    expect(ids({ text: " PAUSED " })).toEqual(["wh_3"]);
    expect(ids({ text: "wh_1" })).toEqual(["wh_1"]);
  });

  test("counts what is in trouble, and names the events to choose from", () => {
    expect(troubleWords(ALL)).toBe("1 down, 1 disabled");
    expect(eventsOf(ALL)).toEqual(["CARD", "ORDER"]);
    expect(titleOf(PAUSED)).toBe("a.example/Paused");
  });
});

describe("a success share", () => {
  function shareOf(delivered: number, dropped: number, waiting = 0, approximate = false) {
    return successShare({
      since: "",
      until: "",
      approximate,
      records_read: 0,
      delivery_count: 0,
      outcomes: {
        delivered,
        delivered_at_first_attempt: 0,
        queued: waiting,
        parked: 0,
        dropped: dropped === 0 ? {} : { attempts_spent: dropped },
      },
      last_answers: { "2xx": 0, "3xx": 0, "4xx": 0, "5xx": 0, other: 0, none: {}, unattempted: 0 },
      accepted_to_delivered_ms: null,
      attempt_count: 0,
      attempt_ms: null,
      attempts_read: 0,
    });
  }

  test.each([
    [1204, 0, 0, "100 %", "of 1,204"],
    [99_999, 1, 0, "99.9 %", "of 100,000"],
    [1, 99_999, 3, "0.1 %", "of 100,000, 3 waiting"],
    [0, 0, 0, "–", "no deliveries"],
    [0, 0, 2, "–", "2 waiting"],
    [3, 1, 0, "75 %", "of 4"],
  ])("of %d delivered, %d dropped and %d waiting", (delivered, dropped, waiting, word, of) => {
    expect(shareOf(delivered, dropped, waiting)).toMatchObject({ word, of });
  });

  test("is low below 95 %, and says when it is an estimate", () => {
    expect(shareOf(90, 10).isLow).toBe(true);
    expect(shareOf(0, 0).isLow).toBe(false);
    expect(shareOf(4, 0, 0, true).of).toBe("of about 4");
  });
});
