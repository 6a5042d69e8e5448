import { expect, test } from "vitest";

import { filterWords } from "../../../console/deliveries/filter-words.ts";
import {
  apiTime,
  changeFilters,
  draftProblem,
  LISTED_STATUSES,
  listPath,
  localTime,
  readFilters,
  writeFilters,
} from "../../../console/deliveries/filters.ts";
import { LISTED_STATUSES as STATUSES_OF_API } from "../../../lambdas/config-api/deliveries/list-deliveries.ts";

const WEBHOOK = `wh_${"1".repeat(22)}`;
const ALL = {
  webhook_id: WEBHOOK,
  status: "dropped",
  event_type: "CARD_STATUS-CHANGE.v2",
  since: "2026-01-31T12:00:00.000Z",
  until: "2026-02-01T00:00:00Z",
} as const;

test("every status that the API lists can be chosen", () => {
  expect(LISTED_STATUSES.toSorted()).toEqual(STATUSES_OF_API.toSorted());
});

test("filters come back from an address as they were", () => {
  for (const filters of [{}, { status: "undelivered" }, { webhook_id: WEBHOOK }, ALL] as const) {
    expect(readFilters(writeFilters(filters))).toEqual(filters);
  }
  expect(listPath({})).toBe("/deliveries");
  expect(listPath({ status: "dropped" })).toBe("/deliveries?status=dropped");
  expect(encodeURI(listPath(ALL))).toBe(listPath(ALL));
});

test.each([
  "",
  "status=gone",
  "status=",
  "webhook_id=wh_1",
  "event_type=%3Cscript%3E",
  "since=yesterday",
  "since=2026-13-41T00:00:00Z",
  "cursor=x&limit=1000",
  "__proto__=1&constructor=2",
  "%E0%A4%A",
])("an address with %j has no filter", (text) => {
  expect(readFilters(text)).toEqual({});
});

test("a filter is set, changed and taken away, and the others stay", () => {
  const filters = changeFilters({ status: "dropped" }, { webhook_id: WEBHOOK });
  expect(filters).toEqual({ status: "dropped", webhook_id: WEBHOOK });
  expect(changeFilters(filters, { status: "" })).toEqual({ webhook_id: WEBHOOK });
  expect(changeFilters(filters, { status: "nonsense" })).toEqual({ webhook_id: WEBHOOK });
});

test("a time goes into a field for local times and back", () => {
  for (const time of ["2026-01-31T12:00:00.000Z", "2026-07-01T23:59:58.000Z"]) {
    expect(apiTime(localTime(time))).toBe(time);
  }
  expect(localTime("2026-01-31T12:00:00.000Z")).toMatch(/^2026-\d\d-\d\dT\d\d:\d\d$/u);
  expect([localTime(undefined), localTime("nonsense"), apiTime(""), apiTime("now")]).toEqual([
    "",
    "",
    "",
    "",
  ]);
});

test("what was typed into the fields becomes filters", () => {
  const draft = { since: "2026-01-31T12:00", event_type: " A ", webhook_id: "", status: "dropped" };
  const since = new Date(2026, 0, 31, 12).toISOString();
  expect(changeFilters(ALL, draft)).toEqual({
    status: "dropped",
    event_type: "A",
    since,
    until: ALL.until,
  });
});

test("filters are told in words", () => {
  const names = new Map([[WEBHOOK, "shop <b>"]]);
  const words = filterWords(ALL, names);
  expect(words.slice(0, 3)).toEqual(["shop <b>", "Dropped", "CARD_STATUS-CHANGE.v2"]);
  expect(words.slice(3)).toEqual([
    expect.stringMatching(/^from .*2026/u),
    expect.stringMatching(/^before .*2026/u),
  ]);
  expect(filterWords({ webhook_id: WEBHOOK }, new Map())).toEqual([WEBHOOK]);
  expect(filterWords({}, names)).toEqual([]);
});

test("a type or an id that none can have is told beside its field", () => {
  expect(draftProblem({ event_type: "A B" })?.errors[0]?.field).toBe("event_type");
  expect(draftProblem({ webhook_id: "shop" })?.errors[0]?.field).toBe("webhook_id");
  for (const draft of [
    {},
    { webhook_id: WEBHOOK },
    { event_type: "" },
    { event_type: " A.B-c_1 " },
  ]) {
    expect(draftProblem(draft)).toBeUndefined();
  }
});
