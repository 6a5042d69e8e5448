import { globSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { makeQuarantine } from "../../lambdas/bury/quarantine.ts";
import { makeRejectedEntries } from "../../lambdas/fan-out/reject-entry.ts";
import { blankRecord, type DeliveryRecord } from "../../lambdas/shared/domain/delivery-record.ts";
import { REJECT_CLASSES } from "../../lambdas/shared/domain/rejection.ts";
import { makeDropNotices } from "../../lambdas/shared/eventbridge/drop-notices.ts";
import { LOG_LINES } from "../../lambdas/shared/runtime/log-lines.ts";
import { METRIC_UNITS } from "../../lambdas/shared/runtime/metrics.ts";
import { REASONS } from "../../lib/signals/own-metrics.ts";
import { fieldsOfAccessLog, fieldsOfChanges } from "../support/log-fields.ts";
import { synthesizeRingback } from "../support/template.ts";

const root = new URL("../../", import.meta.url);
const page = readFileSync(new URL("docs/operations.md", root), "utf8");
const ringback = synthesizeRingback();
const [metricsPart = "", linesPart = "", fieldsPart = ""] = page
  .split(/^## (?:Metrics|Log lines)$|^### Fields$/mu)
  .slice(1);

/** The functions' sources, by path. */
const sources = new Map(
  globSync("lambdas/**/*.ts", { cwd: root.pathname })
    .filter((path) => !path.endsWith("log-lines.ts"))
    .map((path) => [path, readFileSync(new URL(path, root), "utf8")] as const),
);

/** A delivery that was given up. */
const dropped: DeliveryRecord = {
  ...blankRecord({
    application: "acme",
    environment: "production",
    eventId: "evt_0000000000000000000001",
    webhookId: "wh_0000000000000000000002",
    eventType: "CARD_STATUS_CHANGE",
    acceptedAtMs: 0,
  }),
  status: "dropped",
  attempts: 55,
  dropReason: "attempts_spent",
  lastOutcome: "503",
  settledAtMs: 1,
};

/** Names in backticks. */
function namesIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/gu)].map(([, name = ""]) => name);
}

/** What the page says below a heading of the second order. */
function section(title: string): string {
  return page.split(`\n## ${title}\n`)[1]?.split("\n## ")[0] ?? "";
}

/** Elements of a list, each as one line. */
function listed(text: string): string[] {
  return text
    .split(/^(?=- |#)/mu)
    .filter((element) => element.startsWith("- "))
    .map((element) => element.slice("- ".length).replaceAll(/\s+/gu, " ").trim());
}

describe("docs/operations.md", () => {
  test("lists every metric with its unit, the two that others make, and no more", () => {
    const rows = [...metricsPart.matchAll(/^\| `(\w+)` +\| (\w+) +\| ([^|]+)\|/gmu)].map(
      ([, name, unit]) => [name, unit],
    );
    const others = [
      ["ColdStart", "Count"],
      ["throttledRequests", "Count"],
    ];
    expect(rows.toSorted()).toEqual([...Object.entries(METRIC_UNITS), ...others].toSorted());
  });

  test("lists the reasons of metrics that have them, and what they stand for", () => {
    const said = (name: string) =>
      listed(metricsPart).find((text) => text.startsWith(`\`${name}\` has `)) ?? "";
    expect(new Set(namesIn(said("dropped")))).toEqual(
      new Set(["dropped", "bury", ...Object.keys(REASONS.dropped)]),
    );
    const classes = [...said("rejected").matchAll(/`(\w+)`: [^(]+\(([^)]+)\)/gu)].flatMap(
      ([, name, reasons = ""]) => namesIn(reasons).map((reason) => [reason, name] as const),
    );
    expect(Object.fromEntries(classes)).toEqual(REJECT_CLASSES);
  });

  test("names the functions that write each metric", () => {
    const wrong = [...metricsPart.matchAll(/^\| `(\w+)` +\| \w+ +\| ([a-z -]+?) +\|/gmu)]
      .filter(([, name = ""]) => Object.hasOwn(METRIC_UNITS, name))
      .filter(([, name = "", rooms = ""]) => {
        const writers = [...sources]
          .filter(([, text]) => new RegExp(`\\.(?:add|countBy)\\("${name}"`, "u").test(text))
          .map(([path]) => path.split("/")[1]);
        return [...new Set(writers)].toSorted().join(" ") !== rooms.split(" ").toSorted().join(" ");
      });
    expect(wrong.map(([row]) => row)).toEqual([]);
  });

  test("lists every log line with its level and its fields, and no more", () => {
    const lines = listed(linesPart).map((text) => {
      const [, message = "", level] = /^`([^`]+)` \((\w+)\): /u.exec(text) ?? [];
      return [message, { level, fields: namesIn(text.split("Fields: ")[1] ?? "") }];
    });
    expect(Object.fromEntries(lines)).toEqual(LOG_LINES);
  });

  test("says what each field means", () => {
    const said = listed(fieldsPart).flatMap((text) => namesIn(text.split(": ")[0] ?? ""));
    const known = new Set<string>(Object.values(LOG_LINES).flatMap(({ fields }) => fields));
    const ofErrors = /^(?:error|cause)_/u;
    expect(said.filter((name) => !ofErrors.test(name)).toSorted()).toEqual([...known].toSorted());
  });

  test("lists the fields of the access log, and of the log of changes", () => {
    expect(namesIn(section("The access log"))).toEqual(
      expect.arrayContaining([...fieldsOfAccessLog(ringback)]),
    );
    expect(namesIn(section("The log of changes"))).toEqual(
      expect.arrayContaining([...fieldsOfChanges()]),
    );
  });

  test("lists the members of the messages that wait for people", async () => {
    const said = listed(section("Messages for people")).map((text) => namesIn(text));
    const sent: string[][] = [];
    const send = ({ body }: { readonly body: string }): Promise<string> => {
      sent.push(Object.keys(JSON.parse(body) as object));
      return Promise.resolve("m1");
    };
    const count = (): Promise<void> => Promise.resolve();
    const unused = { send: () => Promise.reject(new Error("not called")) };
    const now = (): number => 0;
    await makeDropNotices({
      ...{ send, count, now, dynamodb: unused, eventBridge: unused },
      ...{ webhooksTableName: "webhooks", busName: "bus" },
    }).send(dropped);
    await makeQuarantine(send, now)("not ours", "m1");
    const rejection = { reason: "malformed", errors: [] } as const;
    const entries = makeRejectedEntries(send, count, now);
    await entries.put("{}", rejection);
    await entries.put("x".repeat(1_048_576), rejection);
    const [given, foreign, rejected, large] = sent;
    expect(said[0]).toEqual(["<namePrefix>-dropped", ...given!]);
    expect(said[1]?.toSorted()).toEqual(foreign!.toSorted());
    expect(said[2]).toEqual(["<namePrefix>-rejected-events", ...rejected!, large!.at(-1)]);
  });

  test("every log line is one that some function writes", () => {
    const all = [...sources.values()].join("\n");
    const unwritten = Object.entries(LOG_LINES).filter(
      ([message, { level }]) => !new RegExp(`\\.${level}\\(\\s*"${message}"`, "u").test(all),
    );
    expect(unwritten.map(([message]) => message)).toEqual([]);
  });
});
