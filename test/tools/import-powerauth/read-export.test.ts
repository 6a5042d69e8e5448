import { describe, expect, it, test } from "vitest";

import { RunFailed } from "../../../local/session/run-failed.ts";
import { readExport } from "../../../tools/import-powerauth/read-export.ts";
import { DOCUMENT_CSV, DOCUMENT_ROW } from "./exported-rows.ts";

function columnsIn(text: string, fileName = "export"): Record<string, unknown>[] {
  return readExport(Buffer.from(text), fileName).map(({ columns }) => Object.fromEntries(columns));
}

function failure(text: string | Uint8Array, fileName: string): string {
  try {
    readExport(Buffer.from(text), fileName);
  } catch (error) {
    if (error instanceof RunFailed) return error.message;
    throw error;
  }
  return "no failure";
}

const PRESENT = Object.fromEntries(
  Object.entries(DOCUMENT_ROW).filter(([, cell]) => cell !== null),
);

describe("JSON", () => {
  it.each([
    ["a list", [DOCUMENT_ROW]],
    ["rows", { rows: [DOCUMENT_ROW] }],
    ["data", { data: [DOCUMENT_ROW] }],
  ])("is read from %s", (_, value) => {
    expect(columnsIn(JSON.stringify(value))).toEqual([PRESENT]);
    expect(columnsIn(`\uFEFF ${JSON.stringify(value)}`, "a.JSON")).toEqual([PRESENT]);
  });

  it("has columns in any case, and no column for null", () => {
    expect(columnsIn('[{"CALLBACK_URL": "u", "Name": null, "other": [1]}]')).toEqual([
      { callback_url: "u", other: [1] },
    ]);
  });

  it("that is no object is a row without columns", () => {
    expect(columnsIn('[1, null, "x", []]')).toEqual([{}, {}, {}, {}]);
  });
});

describe("CSV", () => {
  it("of PostgreSQL holds the same as its JSON", () => {
    expect(columnsIn(DOCUMENT_CSV)).toEqual([
      {
        ...PRESENT,
        application_id: "1",
        enabled: "t",
        timestamp_created: "2026-11-28 05:10:43.34",
      },
    ]);
  });

  it("may quote commas, quotes, line breaks and the separators of others", () => {
    const text = '\uFEFFID,Type,Callback_URL,name\r\n1,T,u,"a, ""b""\r\n;c"\r\n\r\n2,T,"",\\N\r\n';
    expect(columnsIn(text)).toEqual([
      { id: "1", type: "T", callback_url: "u", name: 'a, "b"\r\n;c' },
      { id: "2", type: "T" },
    ]);
  });

  it.each([";", "\t"])("may be separated by %j", (separator) => {
    const text = ["id,type,callback_url", "1,T,u"].join("\n").replaceAll(",", separator);
    expect(columnsIn(text)).toEqual([{ id: "1", type: "T", callback_url: "u" }]);
  });
});

test("the extension counts for more than the first character", () => {
  expect(failure("[]", "export.csv")).toContain("first line lacks id, type, callback_url");
  expect(failure("id,type", "export.json")).toContain("is not JSON");
});

describe("a file that cannot be read is refused, and not quoted", () => {
  const secret = "hunter2";
  it.each([
    [
      "broken JSON",
      `[{"authentication": "${secret}`,
      "a.json",
      /^the file is not JSON; export it/u,
    ],
    ["JSON without rows", `{"x": "${secret}"}`, "a.json", /holds no rows, expected \[\.\.\.\]/u],
    ["null", "null", "a.json", /holds no rows/u],
    ["a JSON text", `"${secret}"`, "a.json", /holds no rows/u],
    [
      "an open quote",
      `id,type,callback_url\n1,T,"${secret}`,
      "a.csv",
      /CSV_QUOTE_NOT_CLOSED, line 2/u,
    ],
    ["a cell too many", `id,type,callback_url\n1,T,u,${secret}`, "a.csv", /INCONSISTENT.*line 2/u],
    ["CSV without a header", `1,T,${secret}`, "a.csv", /lacks id, type, callback_url.*HEADER/u],
    ["an empty file", "", "a", /lacks id/u],
    ["what is not UTF-8", new Uint8Array([0xff, 0xfe, 0x41, 0]), "a", /not UTF-8/u],
  ])("%s", (_, text, fileName, message) => {
    expect(failure(text, fileName)).toMatch(message);
    expect(failure(text, fileName)).not.toContain(secret);
  });
});
