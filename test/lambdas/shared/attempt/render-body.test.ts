import { describe, expect, test } from "vitest";

import { makeRenderBody } from "../../../../lambdas/shared/attempt/make-attempt.ts";

const EVENT = "evt_1";
const operation = {
  type: "OPERATION_STATUS_CHANGE",
  acceptedAtMs: 0,
  payload:
    '{"userId":"u","type":"OPERATION_STATUS_CHANGE","operationId":"o","status":"APPROVED","unlisted":1}',
};
const order = {
  type: "ORDER",
  acceptedAtMs: 0,
  payload: '{"total":5.00,"id":"o-1","note":"n"}',
  attributes: { mandatory: ["id"], selectable: ["total"], default: ["total"] },
};

describe("the body of an event", () => {
  test("has the mandatory and the selected attributes, in the order and text of the payload", () => {
    const render = makeRenderBody();
    expect(render(EVENT, operation, ["status"])).toBe(
      '{"type":"OPERATION_STATUS_CHANGE","operationId":"o","status":"APPROVED"}',
    );
    expect(render(EVENT, operation, [])).toBe(
      '{"type":"OPERATION_STATUS_CHANGE","operationId":"o"}',
    );
    expect(render(EVENT, order, undefined)).toBe('{"total":5.00,"id":"o-1"}');
  });

  test("is the payload itself where its type has no attributes, or sends all by default", () => {
    const render = makeRenderBody();
    const { attributes: _, ...plain } = order;
    expect(render(EVENT, plain, ["total"])).toBe(order.payload);
    const card = { ...plain, type: "CARD_STATUS_CHANGE", payload: '{"event":1,"more":[]}' };
    expect(render(EVENT, card, undefined)).toBe(card.payload);
    expect(render(EVENT, card, ["card_status_change"])).toBe('{"event":1}');
  });

  test("of an own type goes by that, though Ringback tells of itself by the same name", () => {
    const own = { ...order, type: "webhook.disabled" };
    expect(makeRenderBody()(EVENT, own, ["total"])).toBe('{"total":5.00,"id":"o-1"}');
  });

  test("is cut once for each event and selection", () => {
    const render = makeRenderBody();
    const once = render(EVENT, operation, ["status"]);
    // Another payload under the same id does not occur: what is remembered shows.
    expect(render(EVENT, { ...operation, payload: "{}" }, ["status"])).toBe(once);
    expect(render("evt_2", { ...operation, payload: "{}" }, ["status"])).toBe("{}");
  });
});
