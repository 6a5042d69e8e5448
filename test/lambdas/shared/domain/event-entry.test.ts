import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  MAX_APPLICATIONS,
  MAX_PRODUCER_ID_LENGTH,
} from "../../../../lambdas/shared/domain/entry-errors.ts";
import {
  MAX_PAYLOAD_BYTES,
  readEventEntry,
  traceResources,
  type EntryReading,
} from "../../../../lambdas/shared/domain/event-entry.ts";
import { oddNameIn } from "../../../../lambdas/shared/domain/json-names.ts";
import { forAll, forAllIn } from "../../../support/for-all.ts";
import { jsonObjectArbitrary, printedArbitrary } from "../../../support/json-text-arbitrary.ts";

const SECRET = "hunter2";

/** As EventBridge writes it, with `detail` as the text that the producer put. */
function envelope(detail: string, fields: Readonly<Record<string, unknown>> = {}): string {
  const head = JSON.stringify({
    version: "0",
    id: "7bf73129-1428-4cd3-a780-95db273d1602",
    "detail-type": "CARD_STATUS_CHANGE",
    source: "com.acme.cards",
    account: "123456789012",
    time: "2026-01-02T03:04:05Z",
    region: "eu-central-1",
    resources: [],
    ...fields,
  });
  return `${head.slice(0, -1)},"detail":${detail}}`;
}

function entryOf(text: string, traceHeader?: string): Extract<EntryReading, { ok: true }>["entry"] {
  const reading = readEventEntry(text, traceHeader);
  if (!reading.ok) throw new Error(JSON.stringify(reading));
  return reading.entry;
}

function withDetail(detail: unknown): string {
  return envelope(JSON.stringify(detail));
}

function detailWith(payload: string): string {
  return `{"application":"acme","payload": ${payload}}`;
}

const good = { application: "acme", payload: { a: 1 } };
const but = (fields: object) => withDetail({ ...good, ...fields });
const around = (fields: Readonly<Record<string, unknown>>) =>
  envelope(JSON.stringify(good), fields);

describe("an entry", () => {
  test("names its type, application, environment and id, and keeps the payload as it was written", () => {
    const detail = `{
      "application": "acme", "environment": "sandbox", "id": "order-1",
      "payload": { "event": "TRANSACTION", "billing_amount": 5.00, "2": "a b", "1": 12345678901234567890 }
    }`;
    expect(entryOf(envelope(detail, { "detail-type": "TRANSACTION" }))).toEqual({
      type: "TRANSACTION",
      applications: ["acme"],
      environment: "sandbox",
      id: { source: "producer", text: "order-1" },
      publication: "7bf73129-1428-4cd3-a780-95db273d1602",
      payload: '{"event":"TRANSACTION","billing_amount":5.00,"2":"a b","1":12345678901234567890}',
      payloadValue: {
        event: "TRANSACTION",
        billing_amount: 5,
        2: "a b",
        1: Number("12345678901234567890"),
      },
    });
  });

  test("of a notification names its uuid and where its callback goes", () => {
    const url = "https://bank.example.com/callbacks";
    const source = { source: "ringback.notifications" };
    const detail = { application: "acme", id: "uuid-1", payload: {}, callback_url: url };
    expect(entryOf(envelope(JSON.stringify(detail), source))).toMatchObject({
      id: { source: "notification", text: "uuid-1" },
      callbackUrl: url,
    });
    const wrong = { application: "acme", payload: {}, callback_url: "nonsense", more: 1 };
    expect(readEventEntry(envelope(JSON.stringify(wrong), source))).toMatchObject({
      ok: false,
      reason: "malformed",
      errors: [
        { field: "detail.more" },
        { field: "detail.id", message: "expected the uuid of the notification" },
        { field: "detail.callback_url", message: "expected a URL" },
      ],
    });
  });

  test("about Ringback itself has an id that no publisher can have used before", () => {
    const text = JSON.stringify({ ...good, id: "delivery.dropped:wh_1" });
    const sourceOfId = (source: string) => entryOf(envelope(text, { source })).id.source;
    const sources = ["ringback.operations", "com.acme.cards", "ringback.api"];
    expect(sources.map(sourceOfId)).toEqual(["operation", "producer", "producer"]);
  });

  test("of the config API may count the deliveries that brought it about, and no other may", () => {
    const counted = (hops: unknown, source = "ringback.api") =>
      readEventEntry(envelope(JSON.stringify({ ...good, hops }), { source }));
    expect(counted(4)).toMatchObject({ ok: true, entry: { hops: 4 } });
    expect(entryOf(around({ source: "ringback.api" }))).not.toHaveProperty("hops");
    for (const hops of [0, 5, -1, 1.5, "1", null]) {
      const message = "expected a whole number from 1 to 4";
      expect(counted(hops)).toMatchObject({ errors: [{ field: "detail.hops", message }] });
    }
    for (const source of ["com.acme.cards", "ringback.operations", "ringback.apis"]) {
      expect(counted(1, source)).toMatchObject({
        ok: false,
        reason: "malformed",
        errors: [{ field: "detail.hops", message: expect.stringMatching(/^unknown field/u) }],
      });
    }
  });

  test("of a producer names the trace of the request that put it on the bus", () => {
    const header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    const traceparent = "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01";
    const read = (source: string, traceHeader?: string, resources: unknown = []) =>
      entryOf(around({ source, resources }), traceHeader);
    expect(read("com.acme.cards", header)).toMatchObject({ traceparent });
    expect(read("com.acme.cards", header.replace("Root=1", "Root=2"))).not.toHaveProperty(
      "traceparent",
    );
    expect(read("com.acme.cards")).not.toHaveProperty("traceparent");
    // What a producer writes itself is no trace header.
    const resources = [`traceparent:${traceparent}`];
    expect(read("com.acme.cards", undefined, resources)).not.toHaveProperty("traceparent");
  });

  test("of Ringback itself never names the trace of the invocation that put it there", () => {
    const header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
    const url = "https://bank.example.com/callbacks";
    const callback = JSON.stringify({ ...good, id: "uuid-1", callback_url: url });
    for (const source of ["ringback.api", "ringback.notifications", "ringback.operations"]) {
      const detail = source === "ringback.notifications" ? callback : JSON.stringify(good);
      expect(entryOf(envelope(detail, { source }), header)).not.toHaveProperty("traceparent");
    }
  });

  test("of the config API names the trace that it was published in", () => {
    const traceparent = "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01";
    const read = (resources: unknown) => entryOf(around({ source: "ringback.api", resources }));
    expect(read(traceResources(traceparent))).toMatchObject({ traceparent });
    for (const resources of [
      [],
      [traceparent],
      [`traceparent:${traceparent}\n`],
      [`traceparent:ff${traceparent.slice(2)}`],
      [`tracestate:${traceparent}`],
      [1, null],
      `traceparent:${traceparent}`,
      { 0: `traceparent:${traceparent}` },
      undefined,
    ]) {
      expect(read(resources)).not.toHaveProperty("traceparent");
    }
  });

  test("is of production, and has the bus's id, unless it says otherwise", () => {
    expect(entryOf(withDetail(good))).toMatchObject({
      environment: "production",
      id: { source: "bus", text: "7bf73129-1428-4cd3-a780-95db273d1602" },
    });
  });

  test("may address several applications, each once", () => {
    const { applications } = entryOf(withDetail({ applications: ["a", "b", "a"], payload: {} }));
    expect(applications).toEqual(["a", "b"]);
  });

  test("may be as long as each of its fields may be", () => {
    const applications = Array.from({ length: MAX_APPLICATIONS }, (_, index) => `a${index}`);
    const id = "é".repeat(MAX_PRODUCER_ID_LENGTH);
    const type = "A".repeat(128);
    const text = envelope(JSON.stringify({ applications, id, payload: {} }), {
      "detail-type": type,
    });
    expect(entryOf(text)).toMatchObject({ type, applications, id: { text: id } });
  });

  test("is told by its own detail, not by one that is nested or escaped to look like it", () => {
    const nested = '{"application":"acme","payload":{"detail":{"payload":{"x":0}},"payload":2}}';
    expect(entryOf(envelope(nested)).payload).toBe('{"detail":{"payload":{"x":0}},"payload":2}');
    const spelled = withDetail(good).replace('"payload"', '"\\u0070ayload"');
    expect(entryOf(spelled).payload).toBe('{"a":1}');
  });

  test("keeps any payload that everybody reads alike, without the white space between its tokens", () => {
    const printed = jsonObjectArbitrary.chain((tokens) =>
      fc.tuple(fc.constant(tokens.join("")), printedArbitrary(tokens)),
    );
    forAllIn(500, printed, ([compact, text]) => {
      const reading = readEventEntry(envelope(detailWith(text)));
      const isOdd = oddNameIn(text, JSON.parse(text)) !== undefined;
      expect(reading.ok ? reading.entry.payload : "").toBe(isOdd ? "" : compact);
    });
  });

  test(`may carry ${MAX_PAYLOAD_BYTES} bytes of compact payload and no more, whatever the white space`, () => {
    const fits = `{"a": "${"é".repeat((MAX_PAYLOAD_BYTES - 8) / 2)}"}`;
    expect(Buffer.byteLength(entryOf(envelope(detailWith(fits))).payload)).toBe(MAX_PAYLOAD_BYTES);
    expect(readEventEntry(envelope(detailWith(fits.replace("é", "éa"))))).toEqual({
      ok: false,
      reason: "too_large",
      errors: [
        { field: "detail.payload", message: "expected at most 262144 bytes of compact JSON" },
      ],
    });
  });
});

describe("a rejection", () => {
  test.each([
    ["nothing", ""],
    ["half an envelope", envelope("{}").slice(0, -1)],
    ["text behind the envelope", `${envelope("{}")} ${SECRET}`],
  ])("calls %s not JSON", (_, text) => {
    expect(readEventEntry(text)).toEqual({
      ok: false,
      reason: "not_json",
      errors: [{ field: "", message: "expected the JSON envelope of an EventBridge event" }],
    });
  });

  test.each([
    ["null for an envelope", "null", ""],
    ["an array for an envelope", `["${SECRET}"]`, ""],
    ["no detail", JSON.stringify({ id: "1", "detail-type": "A" }), "detail"],
    ["text as detail", envelope(JSON.stringify(SECRET)), "detail"],
    ["an array as detail", envelope("[]"), "detail"],
    ["no type", around({ "detail-type": undefined }), "detail-type"],
    ["an empty type", around({ "detail-type": "" }), "detail-type"],
    ["a space in the type", around({ "detail-type": "A B" }), "detail-type"],
    ["a type of 129 characters", around({ "detail-type": "A".repeat(129) }), "detail-type"],
    ["no id anywhere", around({ id: undefined }), "id"],
    ["no application", withDetail({ payload: {} }), "detail.application"],
    ["both forms of application", but({ applications: ["b"] }), "detail.application"],
    ["an application that is no id", but({ application: `#${SECRET}` }), "detail.application"],
    ["null for an application", but({ application: null }), "detail.application"],
    ["no applications", withDetail({ applications: [], payload: {} }), "detail.applications"],
    [
      "too many applications",
      withDetail({
        applications: Array.from({ length: MAX_APPLICATIONS + 1 }, (_, i) => `a${i}`),
        payload: {},
      }),
      "detail.applications",
    ],
    [
      "a number among applications",
      withDetail({ applications: ["a", 1], payload: {} }),
      "detail.applications",
    ],
    [
      "text for applications",
      withDetail({ applications: SECRET, payload: {} }),
      "detail.applications",
    ],
    ["an unknown environment", but({ environment: SECRET }), "detail.environment"],
    ["null for an environment", but({ environment: null }), "detail.environment"],
    ["an empty id", but({ id: "" }), "detail.id"],
    ["a number for an id", but({ id: 7 }), "detail.id"],
    ["a control character in the id", but({ id: `${SECRET}\u0000` }), "detail.id"],
    ["a C1 control in the id", but({ id: `${SECRET}\u0085` }), "detail.id"],
    ["half of a surrogate pair in the id", but({ id: `${SECRET}\ud800` }), "detail.id"],
    ["a line separator in the id", but({ id: `${SECRET}\u2028` }), "detail.id"],
    ["an id that is too long", but({ id: "x".repeat(MAX_PRODUCER_ID_LENGTH + 1) }), "detail.id"],
    ["no payload", withDetail({ application: "acme" }), "detail.payload"],
    ["null for a payload", but({ payload: null }), "detail.payload"],
    ["an array for a payload", but({ payload: [SECRET] }), "detail.payload"],
    ["text for a payload", but({ payload: SECRET }), "detail.payload"],
    ["a field that nobody knows", but({ payloads: SECRET }), "detail.payloads"],
    [
      "__proto__ as a field",
      envelope('{"application":"acme","payload":{},"__proto__":{"id":"x"}}'),
      "detail.__proto__",
    ],
  ])("for %s names the field and not the value", (_, text, field) => {
    const reading = readEventEntry(text);
    expect(reading).toEqual({
      ok: false,
      reason: "malformed",
      errors: [{ field, message: expect.stringMatching(/^(?:expected|unknown field)/u) }],
    });
    expect(JSON.stringify(reading)).not.toContain(SECRET);
  });

  test.each([
    ["detail.payload.amount", detailWith('{"amount":1000000,"amount":1}')],
    ["detail.payload.amount", detailWith('{"amount":1000000,"\\u0061mount":1}')],
    ["detail.payload.items[1].price", detailWith('{"items":[{},{"price":1,"price":2}]}')],
    ["detail.payload", '{"application":"acme","payload":{"a":1},"payload":{"a":2}}'],
    ["detail.application", '{"application":"beta","application":"acme","payload":{}}'],
    ["detail.payload.__proto__", detailWith('{"__proto__":{"admin":true}}')],
  ])("says of a name that not everybody reads alike that it stands at %s", (field, detail) => {
    expect(readEventEntry(envelope(detail))).toEqual({
      ok: false,
      reason: "malformed",
      errors: [{ field, message: expect.stringMatching(/^expected/u) }],
    });
  });

  test("is made for a name that stands twice in the envelope, too", () => {
    const text = envelope(detailWith("{}")).replace("{", '{"detail-type":"OTHER",');
    expect(readEventEntry(text)).toMatchObject({
      reason: "malformed",
      errors: [{ field: "detail-type", message: "expected each name once in its object" }],
    });
  });

  test("names every wrong field at once", () => {
    const text = envelope('{"application":"","environment":"x","id":"","payload":0}', {
      "detail-type": "",
    });
    expect(readEventEntry(text)).toMatchObject({
      reason: "malformed",
      errors: [
        { field: "detail-type" },
        { field: "detail.application" },
        { field: "detail.environment" },
        { field: "detail.id" },
        { field: "detail.payload" },
      ],
    });
  });

  test("stays small, however many fields are unknown and however long their names", () => {
    const names = Array.from({ length: 20_000 }, (_, index) => [`f${index}`, 0]);
    const detail = { ...good, ...Object.fromEntries(names), ["x".repeat(10_000)]: 0 };
    const reading = readEventEntry(withDetail(detail));
    expect(reading).toMatchObject({ ok: false, reason: "malformed" });
    expect(JSON.stringify(reading).length).toBeLessThan(10_000);
  });

  const anyJson = fc.json();
  const anyDetail = fc
    .record(
      {
        application: fc.oneof(fc.constant("acme"), fc.jsonValue()),
        applications: fc.oneof(fc.constant(["acme"]), fc.jsonValue()),
        environment: fc.oneof(fc.constant("sandbox"), fc.jsonValue()),
        id: fc.oneof(fc.string(), fc.jsonValue()),
        payload: fc.oneof(fc.object(), fc.jsonValue()),
        other: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    .map(withDetail);

  test("or an entry is what any text gives, never an exception", () => {
    forAllIn(
      500,
      fc.oneof(
        fc.string(),
        anyJson,
        anyJson.map((json) => envelope(json)),
        anyDetail,
      ),
      (text) => {
        const reading = readEventEntry(text);
        const isSound = reading.ok
          ? reading.entry.applications.length > 0 && reading.entry.payload.startsWith("{")
          : reading.errors.length > 0 && reading.errors.every(({ message }) => message !== "");
        expect(isSound).toBe(true);
      },
    );
  });

  test("never repeats a value, whichever field it stands in", () => {
    const anywhere = fc.oneof(
      fc.constant(SECRET),
      fc.constant([SECRET]),
      fc.constant({ [SECRET]: SECRET }),
    );
    const detail = fc.record(
      {
        application: anywhere,
        applications: anywhere,
        environment: anywhere,
        id: fc.constant(`${SECRET}\u0001`),
        payload: fc.constant(SECRET),
        other: anywhere,
      },
      { requiredKeys: ["payload"] },
    );
    forAll(detail, (fields) => {
      const reading = readEventEntry(withDetail(fields));
      expect(reading.ok).toBe(false);
      expect(JSON.stringify(reading)).not.toContain(SECRET);
    });
  });
});
