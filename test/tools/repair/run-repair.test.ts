import { describe, expect, test } from "vitest";

import { explainAwsError } from "../../../tools/repair/explain-aws-error.ts";
import { readRepairOptions } from "../../../tools/repair/options.ts";
import { runRepair } from "../../../tools/repair/run-repair.ts";

const HOUR_MS = 3_600_000;

async function run(...args: string[]) {
  let out = "";
  let err = "";
  const code = await runRepair({
    args,
    signal: new AbortController().signal,
    print: (text) => void (out += text),
    printError: (text) => void (err += text),
  });
  return { code, out, err };
}

describe("the options", () => {
  test("look only, at one day and the installation ringback, unless they say otherwise", () => {
    expect(readRepairOptions([])).toEqual({
      namePrefix: "ringback",
      application: undefined,
      overdueMs: 24 * HOUR_MS,
      isDryRun: true,
    });
    const args = ["--apply", "--name-prefix", "acme", "--application", "a", "--overdue-hours", "1"];
    expect(readRepairOptions(args)).toEqual({
      namePrefix: "acme",
      application: "a",
      overdueMs: HOUR_MS,
      isDryRun: false,
    });
  });

  test.each(["0", "337", "1.5", "-1", "a day", ""])("refuse %j as hours", async (hours) => {
    const { code, err } = await run(`--overdue-hours=${hours}`);
    expect(code).toBe(2);
    expect(err).toContain(`--overdue-hours is "${hours}", expected a whole number from 1 to 336`);
  });

  test("refuse what they do not know", async () => {
    expect(await run("--aply")).toMatchObject({ code: 2, out: "" });
  });

  test("are told", async () => {
    const { code, out } = await run("--help");
    expect(code).toBe(0);
    expect(out).toContain("--overdue-hours <n>");
  });
});

describe("an error of AWS says what to do", () => {
  test.each([
    ["CredentialsProviderError", "none", "aws sso login"],
    ["ExpiredTokenException", "old", "renew them"],
    ["ResourceNotFoundException", "Requested resource not found", "no table acme-deliveries"],
    ["AccessDeniedException", "not authorized to perform: dynamodb:Scan", "lists the rights"],
    ["Error", "Region is missing", "export AWS_REGION"],
  ])("%s", (name, message, hint) => {
    const error = Object.assign(new Error(message), { name });
    expect(explainAwsError(error, "acme-deliveries")).toContain(hint);
  });

  test("and any other keeps its stack", () => {
    expect(explainAwsError(new TypeError("a bug"), "acme-deliveries")).toBeUndefined();
  });
});
