import { describe, expect, it } from "vitest";

import { clashingFields } from "../../../../console/webhooks/edit/state/clashing-fields.ts";
import { EMPTY_FORM } from "../../../../console/webhooks/edit/state/empty-form.ts";
import {
  type NamedSecret,
  STORED_SECRET,
  type WebhookForm,
} from "../../../../console/webhooks/edit/state/form-state.ts";

const BEFORE: WebhookForm = { ...EMPTY_FORM, endpoint: "https://a.example/", events: ["A"] };

function headers(...names: readonly string[]): Pick<WebhookForm, "headers"> {
  return { headers: names.map((name): NamedSecret => ({ name, secret: STORED_SECRET })) };
}

describe("clashingFields", () => {
  const clashes = (theirs: Partial<WebhookForm>, mine: Partial<WebhookForm>) =>
    clashingFields(BEFORE, { ...BEFORE, ...theirs }, { ...BEFORE, ...mine });

  it("are none where each changed something else, or both the same", () => {
    expect(clashes({ name: "theirs" }, { events: ["A", "B"] })).toEqual([]);
    expect(clashes({ timeoutSeconds: "5" }, { maxInFlight: "3" })).toEqual([]);
    expect(clashes({ name: "same" }, { name: "same" })).toEqual([]);
  });

  it("are fields that got two values, or a value and none", () => {
    expect(clashes({ name: "theirs" }, { name: "mine" })).toEqual(["name"]);
    expect(clashes({ timeoutSeconds: "5" }, { timeoutSeconds: "6" })).toEqual([
      "config.timeout_seconds",
    ]);
  });

  it("are lists, which are sent as a whole", () => {
    expect(clashes({ events: ["A", "B"] }, { events: ["A", "C"] })).toEqual(["events"]);
    expect(clashes(headers("x-theirs"), headers("x-mine"))).toEqual(["config.custom_headers"]);
  });

  it("are filters, whose conditions would be mixed", () => {
    const filter = (path: string): Partial<WebhookForm> => ({
      filter: {
        mode: "rows",
        conditions: [{ path, rows: [{ operator: "exists", value: "" }] }],
        json: "",
      },
    });
    expect(clashes(filter("theirs"), filter("mine"))).toEqual(["filter"]);
  });
});
