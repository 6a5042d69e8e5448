import { describe, expect, test } from "vitest";

import { publish } from "../support/producer.ts";
import { queueProbe } from "../support/queue-probe.ts";
import { startScenario } from "../support/scenario.ts";

const TYPE = "ORDER.PLACED";
const SCHEMA = {
  type: "object",
  properties: {
    id: { type: "string" },
    total: { type: "number", minimum: 0 },
    currency: { type: "string", maxLength: 3, pattern: "^[A-Z]{3}$" },
  },
};
const ORDER = {
  schema: SCHEMA,
  mandatory: ["id"],
  selectable: ["total", "currency", "note"],
  default: ["total"],
};

const { cloud, tenant, receiver, webhookAt } = await startScenario("event-types");
expect((await tenant.api("PUT", `/event-types/${TYPE}`, ORDER)).status).toBe(201);

function publishOne(payload: object, type = TYPE): Promise<string[]> {
  return publish(cloud, [{ type, detail: { application: tenant.application, payload } }]);
}

/** The rejection of the entry that holds a mark. */
async function rejectionOf(mark: string) {
  const [message] = await queueProbe(cloud, "rejected_events").take(1, ({ entry = "" }) =>
    entry.includes(mark),
  );
  return message;
}

describe("an application's own event type", () => {
  test("decides what its webhooks get: default, chosen and mandatory attributes", async () => {
    const at = (path: string) => ({ endpoint: `${receiver.url}${path}`, events: [TYPE] });
    for (const webhook of [
      { ...at("/default") },
      { ...at("/chosen"), attributes: ["note", "currency"] },
      { ...at("/none"), attributes: [] },
    ]) {
      expect((await tenant.api("POST", "/webhooks", webhook)).status).toBe(201);
    }
    await publishOne({ note: "n", total: 5, id: "o-1", currency: "EUR", more: true });
    const bodyAt = async (path: string) => String((await receiver.waitFor(1, { path }))[0]?.body);
    expect(await bodyAt("/default")).toBe('{"total":5,"id":"o-1"}');
    expect(await bodyAt("/chosen")).toBe('{"note":"n","id":"o-1","currency":"EUR"}');
    expect(await bodyAt("/none")).toBe('{"id":"o-1"}');
  });

  test("rejects what does not fit, from the bus and by HTTP alike, with places and no values", async () => {
    const mark = `order-${tenant.application}`;
    const wrong = { id: mark, total: -1, currency: "hunter2-euro" };
    await publishOne(wrong);
    const rejection = await rejectionOf(mark);
    const { status, body, text } = await tenant.api("POST", "/events", {
      type: TYPE,
      payload: wrong,
    });
    expect(status).toBe(422);
    const bare = (message: string) => message.replace(` (${tenant.application})`, "");
    type Told = { field: string; message: string };
    const places = (errors: readonly Told[], prefix: string) =>
      errors.map(({ field, message }) => [field.replace(prefix, ""), bare(message)]);
    expect(rejection.reason).toBe("invalid_payload");
    expect(places(rejection.errors, "detail.payload.")).toEqual([
      ["total", "expected at least 0, got a number"],
      ["currency", "expected at most 3 characters, got a string"],
    ]);
    expect(places(body.errors, "payload.")).toEqual(places(rejection.errors, "detail.payload."));
    expect(text + JSON.stringify(rejection.errors)).not.toContain("hunter2");
  });

  test("that is changed, or deleted, is so for every event published after the answer", async () => {
    const type = "ORDER.CHANGED";
    const put = (schema: object) => tenant.api("PUT", `/event-types/${type}`, { schema });
    await put({ type: "object" });
    await webhookAt("/changed", [type]);
    await publishOne({ round: 0 }, type);
    await receiver.waitFor(1, { path: "/changed" });
    // With every round the functions are warmer, and remember more of what is no longer so.
    for (let round = 1; round <= 3; round += 1) {
      const required = [`must-${round}`];
      expect((await put({ type: "object", required })).status).toBe(200);
      const mark = `${tenant.application}-${round}`;
      await publishOne({ mark }, type);
      expect((await rejectionOf(mark)).errors[0].field).toBe(`detail.payload.must-${round}`);
      await publishOne({ [`must-${round}`]: round }, type);
      await receiver.waitFor(1 + round, { path: "/changed" });
    }
    expect((await tenant.api("DELETE", `/event-types/${type}`)).status).toBe(204);
    const mark = `${tenant.application}-deleted`;
    await publishOne({ mark }, type);
    expect((await rejectionOf(mark)).reason).toBe("unknown_event_type");
    expect(receiver.requestsTo("/changed")).toHaveLength(4);
  });
});
