import { writeFileSync } from "node:fs";
import { join } from "node:path";

import fc from "fast-check";
import { expect, test } from "vitest";

import { temporaryFolder } from "../../support/temporary-folder.ts";
import { DOCUMENT_CSV, DOCUMENT_ROW, plainRow } from "./exported-rows.ts";
import { runCommand } from "./run-command.ts";

const SECRET = "s3ntinel";

/** Exports whose only secrets are the sentinel. */
const EXPORTS = [
  DOCUMENT_CSV.replace("basic_http_password", SECRET),
  JSON.stringify([DOCUMENT_ROW]).replace("basic_http_password", SECRET),
  JSON.stringify({
    rows: [
      plainRow({
        authentication: {
          oAuth2: {
            enabled: true,
            tokenUri: "https://id.example.com/token?key=s3ntinel",
            clientId: "c",
            clientSecret: SECRET,
          },
          certificate: { enabled: false, keyStorePassword: SECRET },
        },
      }),
      plainRow({
        callback_url: `https://user:${SECRET}@hooks.example.com/?token=${SECRET}#${SECRET}`,
      }),
      plainRow({ authentication: SECRET, encryption_mode: "AES_HMAC" }),
    ],
  }),
];

const syntax = fc.constantFrom(
  '"',
  ",",
  "\n",
  "{",
  "}",
  "[",
  "]",
  ":",
  "\\",
  "\0",
  "\uFEFF",
  "null",
);

/** Texts that are put in, and characters that are taken out, somewhere. */
const damage = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    put: fc.oneof(syntax, fc.string({ unit: "binary", maxLength: 8 })),
    takes: fc.nat({ max: 3 }),
  }),
  { maxLength: 4 },
);

const damagedExport = fc.tuple(fc.constantFrom(...EXPORTS), damage).map(([text, places]) =>
  places.reduce((damaged, { at, put, takes }) => {
    const index = Math.floor(at * damaged.length);
    return damaged.slice(0, index) + put + damaged.slice(index + takes);
  }, text),
);

async function dryRun(content: string | Uint8Array, extension: string) {
  const file = join(FOLDER, `export${extension}`);
  writeFileSync(file, content);
  return runCommand([file, "--dry-run", "--json"]);
}

let FOLDER = "";
const extension = fc.constantFrom("", ".json", ".csv");

test("whatever text the file is, it ends with a report or a reason", async () => {
  FOLDER = temporaryFolder();
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.json(), fc.uint8Array());
  await fc.assert(
    fc.asyncProperty(text, extension, async (content, end) => {
      const { code, output, errors } = await dryRun(content, end);
      expect([0, 1, 2]).toContain(code);
      expect(code === 2 ? errors : output).not.toBe("");
    }),
    { numRuns: 500 },
  );
});

test("whatever values the columns have, each row is planned or refused", async () => {
  FOLDER = temporaryFolder();
  const columns = Object.keys({ ...DOCUMENT_ROW, "__proto__ ": 1 });
  const value = fc.oneof(fc.jsonValue(), fc.json());
  const row = fc.dictionary(fc.constantFrom(...columns), value);
  const mixed = row.map((cells) => ({ ...plainRow(), ...cells }));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(mixed, fc.jsonValue()), { maxLength: 5 }), async (rows) => {
      const { code, output } = await dryRun(JSON.stringify(rows), ".json");
      const report = JSON.parse(output) as { rows: unknown[]; refused: number };
      expect(report.rows).toHaveLength(rows.length);
      expect(code).toBe(report.refused === 0 ? 0 : 1);
    }),
    { numRuns: 500 },
  );
});

test("however an export is damaged, its secrets are not shown", async () => {
  FOLDER = temporaryFolder();
  await fc.assert(
    fc.asyncProperty(damagedExport, extension, async (content, end) => {
      const { output, errors } = await dryRun(content, end);
      expect(`${output}${errors}`).not.toContain(SECRET);
    }),
    { numRuns: 2000 },
  );
});
