import fc from "fast-check";

type JsonObject = Record<string, unknown>;

/** Values of every kind, awkward ones among them. */
const valueArbitrary = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e300, "", "null", "NONE", [], {}, [[]]),
  fc.constantFrom("__proto__", "constructor", "\u0000", "\uFFFF", "x".repeat(5000), "<script>"),
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Names of members: those of the samples meet these seldom, so both kinds are drawn. */
const nameArbitrary = fc.oneof(
  fc.constantFrom("toString", "length", "event", "type", "status", "", "a.b", "2"),
  fc.string({ maxLength: 10 }).filter((name) => name !== "__proto__"),
);

type Change = (payload: JsonObject) => unknown;

/** One place of a payload, by walking down as many steps as the numbers say. */
function placeIn(payload: JsonObject, steps: readonly number[]): JsonObject {
  let place = payload;
  for (const step of steps) {
    const inner = Object.values(place).filter(
      (value): value is JsonObject => typeof value === "object" && value !== null,
    );
    const next = inner[step % Math.max(inner.length, 1)];
    if (next === undefined) break;
    place = next;
  }
  return place;
}

const changeArbitrary: fc.Arbitrary<Change> = fc
  .record({
    kind: fc.constantFrom("drop", "replace", "add", "wrap", "move"),
    steps: fc.array(fc.nat(20), { maxLength: 2 }),
    member: fc.nat(100),
    name: nameArbitrary,
    value: valueArbitrary,
  })
  .map(({ kind, steps, member, name, value }) => (payload) => {
    const place = placeIn(payload, steps);
    if (Array.isArray(place) && name === "length") return payload; // an array's length is no member of its own
    const names = Object.keys(place);
    const present = names[member % Math.max(names.length, 1)] ?? name;
    if (kind === "drop") delete place[present];
    if (kind === "replace") place[present] = structuredClone(value); // drawn again, it must be as it was
    if (kind === "add") place[name] = structuredClone(value);
    if (kind === "wrap") place[present] = [place[present]];
    if (kind === "move") {
      place[name] = place[present];
      delete place[present];
    }
    return payload;
  });

/** A payload with none to three changes at any depth; the given one is not touched. */
export function mutatedArbitrary(payload: object): fc.Arbitrary<JsonObject> {
  return fc.array(changeArbitrary, { maxLength: 3 }).map((changes) => {
    const copy = structuredClone(payload) as JsonObject;
    for (const change of changes) change(copy);
    return copy;
  });
}
