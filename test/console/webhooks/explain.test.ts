import { describe, expect, test } from "vitest";

import { explain } from "../../../console/webhooks/why/explain.ts";
import type { Facts } from "../../../console/webhooks/why/facts.ts";
import type { Finding, Phrase } from "../../../console/webhooks/why/finding.ts";
import { attemptOf, deliveryOf, eventOf, webhookOf } from "./support/shown-things.ts";

const NOON_MS = Date.parse("2026-11-30T12:00:00.000Z");

function factsOf(given: Partial<Facts> = {}): Facts {
  return { webhook: webhookOf(), nowMs: NOON_MS + 5000, rejected: [], unknownTypes: [], ...given };
}

/** What a person reads. */
function textOf(answer: readonly Phrase[]): string {
  return answer
    .map((part) => (typeof part === "string" ? part : "at" in part ? part.at : part.text))
    .join("");
}

function read(findings: readonly Finding[]): string[] {
  return findings.map(({ question, answer }) => `${question} ${textOf(answer)}`);
}

/** The one finding that says why, and what to do. */
function reasonOf(facts: Facts): { says: string; todo: string } {
  const reasons = explain(facts).filter(({ isReason }) => isReason === true);
  expect(reasons.length).toBeLessThanOrEqual(1);
  const [reason] = reasons;
  return {
    says: reason === undefined ? "" : `${reason.question} ${textOf(reason.answer)}`,
    todo: (reason?.todo ?? []).join(" "),
  };
}

/** An event that is there, without a delivery to the webhook. */
function unwanted(given: { event?: object; webhook?: object }): Facts {
  return factsOf({
    webhook: webhookOf(given.webhook),
    event: { kind: "found", event: eventOf(given.event) },
  });
}

describe("an event that is not there", () => {
  test("is told with what may have become of it", () => {
    const facts = factsOf({ event: { kind: "missing", asked: "order-7" } });
    const { says, todo } = reasonOf(facts);
    expect(says).toContain("there is no event order-7 in production of acme");
    expect(todo).toContain("Look in sandbox, too");
    expect(todo).toContain("FailedEntryCount");
  });

  test("was rejected, with the places", () => {
    const rejected = {
      id: "rej_0123456789abcdefghijkl",
      reason: "invalid_payload" as const,
      errors: [{ field: "payload.status", message: "expected a string, got a number" }],
      received_at: "2026-11-30T11:59:00.000Z",
    };
    const facts = factsOf({ event: { kind: "missing", asked: "order-7", rejected } });
    const [finding] = explain(facts);
    expect(textOf(finding?.answer ?? [])).toBe(
      "No: it was rejected, 2026-11-30T11:59:00.000Z, as its payload does not fit the schema of its type.",
    );
    expect(finding?.lines).toEqual(["payload.status: expected a string, got a number"]);
  });
});

describe("an event that the webhook did not want", () => {
  test("is of a type that its events do not name, with the nearest name", () => {
    const { says, todo } = reasonOf(unwanted({ event: { type: "card_status_change" } }));
    expect(says).toBe(
      "Does it want events of this type? No: its events do not name card_status_change, but CARD_STATUS_CHANGE. Names are compared letter by letter.",
    );
    expect(todo).toContain("Add card_status_change");
  });

  test("came before the webhook", () => {
    const { says } = reasonOf(unwanted({ webhook: { created_at: "2026-11-30T12:00:01.000Z" } }));
    expect(says).toContain("after the event");
  });

  test("does not meet one condition of its filter, and which", () => {
    const facts = unwanted({
      event: { payload: { status: "ACTIVE", amount: 5, items: [{ a: 1 }] } },
      webhook: { filter: { status: ["ACTIVE"], amount: [{ numeric: [">", 10, "<=", 100] }] } },
    });
    expect(reasonOf(facts).says).toBe(
      "Does its filter let the event through? No: what stands at amount is not what it asks for.",
    );
    const finding = explain(facts).find(({ isReason }) => isReason === true);
    expect(finding?.lines).toEqual([
      '✓ status is "ACTIVE": there is "ACTIVE"',
      "✗ amount is above 10 and at most 100: there is 5",
    ]);
  });

  test("meets each condition, but not in one element of a list", () => {
    const facts = unwanted({
      event: {
        payload: {
          items: [
            { a: 1, b: 2 },
            { a: 2, b: 1 },
          ],
        },
      },
      webhook: { filter: { "items.a": [1], "items.b": [1] } },
    });
    expect(reasonOf(facts).says).toContain("by the same element of it");
  });

  test("passes by a webhook that is gone, whatever else", () => {
    const facts = unwanted({ webhook: { status: "gone", events: ["OTHER"] } });
    expect(reasonOf(facts).says).toContain("its receiver answered 410");
  });

  test("may have been unwanted before a change", () => {
    const facts = unwanted({ webhook: { modified_at: "2026-11-30T13:00:00.000Z" } });
    expect(reasonOf(facts).says).toContain("As it is now it would get the event");
  });

  test("and says no more than it knows", () => {
    expect(reasonOf(unwanted({})).todo).toContain("tell the operator");
    const old = { ...unwanted({}), nowMs: NOON_MS + 40 * 86_400_000 };
    expect(reasonOf(old).says).toBe("");
    expect(read(explain(old)).join()).toContain("removed 30 days after their end");
  });
});

describe("a delivery", () => {
  function ofDelivery(delivery: ReturnType<typeof deliveryOf>, more: Partial<Facts> = {}): Facts {
    return factsOf({ event: { kind: "found", event: eventOf(), delivery }, ...more });
  }

  test("that was answered 2xx asks who took it", () => {
    const attempts = [attemptOf({ status: 204, verdict: "succeeded" })];
    const { says, todo } = reasonOf(ofDelivery(deliveryOf({ status: "delivered", attempts })));
    expect(says).toContain("It was answered 204 in the receiver's name");
    expect(todo).toContain("ringback-delivery");
  });

  test("that waits says what was answered last", () => {
    const attempts = [attemptOf({ status: 404, answer: "<b>no</b>" })];
    const facts = ofDelivery(deliveryOf({ status: "waiting", attempts }));
    const { says, todo } = reasonOf(facts);
    expect(says).toContain("404 Not Found, after 85 ms");
    expect(todo).toBe("Check the path of the webhook's address.");
    expect(explain(facts).flatMap(({ lines = [] }) => lines)).toContain("<b>no</b>");
  });

  test("that waits for a limit, or for a webhook that is disabled", () => {
    const limited = deliveryOf({ status: "waiting", waits_for: "rate_limit" });
    expect(reasonOf(ofDelivery(limited)).says).toContain("the rate_limit of its webhook");
    const paused = ofDelivery(deliveryOf({ status: "waiting" }), {
      webhook: webhookOf({ status: "disabled" }),
    });
    expect(reasonOf(paused).todo).toContain("Enable the webhook");
  });

  test("that was dropped says for what, and how to bring it back", () => {
    const attempts = [attemptOf({ error: { code: "tls", message: "certificate has expired" } })];
    const dropped = deliveryOf({ status: "dropped", drop_reason: "attempts_spent", attempts });
    const facts = ofDelivery(dropped);
    expect(reasonOf(facts).says).toContain("All attempts of its schedule failed.");
    expect(reasonOf(facts).todo).toContain("Resend");
    expect(read(explain(facts)).join()).toContain(
      "no trusted TLS connection: certificate has expired",
    );
  });

  test.each([
    [5000, "An attempt may take 10 s."],
    [60_000, "wait for their turn"],
    [3_600_000, "It was accepted 1 h ago."],
  ])("of which no attempt has ended after %d ms", (ageMs, words) => {
    const facts = ofDelivery(deliveryOf({ status: "pending" }), { nowMs: NOON_MS + ageMs });
    expect(reasonOf(facts).says).toContain(words);
  });
});

describe("a webhook without an event", () => {
  test("whose receiver is down", () => {
    const health = { state: "down" as const, since: "2026-11-30T10:00:00.000Z" };
    const { says, todo } = reasonOf(factsOf({ webhook: webhookOf({ health }) }));
    expect(says).toContain("It is down since 2026-11-30T10:00:00.000Z.");
    expect(todo).toContain("send a test request");
  });

  test("that is disabled, or failed last, or names what there is not", () => {
    expect(reasonOf(factsOf({ webhook: webhookOf({ status: "disabled" }) })).says).toContain("No");
    const delivery = "dlv_0123456789abcdefghijkl_0123456789abcdefghijkl";
    const last_failure = { at: "2026-11-30T10:00:00.000Z", delivery_id: delivery, status: 500 };
    const last_success = { at: "2026-11-30T09:00:00.000Z", delivery_id: delivery };
    const failed = factsOf({ webhook: webhookOf({ last_failure, last_success }) });
    expect(reasonOf(failed).says).toContain("500 Internal Server Error");
    expect(reasonOf(factsOf({ unknownTypes: ["TYPO"] })).says).toContain("Not of: TYPO.");
  });

  test("tells what was rejected of late", () => {
    const rejected = [
      {
        id: "rej_0123456789abcdefghijkl",
        reason: "unknown_event_type" as const,
        errors: [],
        type: "CARD",
        received_at: "2026-11-30T11:59:00.000Z",
      },
    ];
    expect(read(explain(factsOf({ rejected }))).join()).toContain(
      "One event of late; the last, of CARD,",
    );
  });

  test("against which nothing speaks has no reason", () => {
    expect(reasonOf(factsOf()).says).toBe("");
  });
});
