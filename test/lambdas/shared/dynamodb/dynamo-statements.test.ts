import { setImmediate as nextTurn } from "node:timers/promises";

import type {
  BatchExecuteStatementCommandInput,
  BatchStatementResponse,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";

import { makeBatchScope } from "../../../../lambdas/shared/aws-client/batch-calls.ts";
import {
  makeStatementRunner,
  insertStatement,
  StatementError,
} from "../../../../lambdas/shared/dynamodb/dynamo-statements.ts";
import { thisMachine, type Machine } from "../../../../lambdas/shared/runtime/machine.ts";
import { makeScriptedClient } from "../../../support/scripted-client.ts";

function failed(Code: string, Message = "why"): BatchStatementResponse {
  return { Error: { Code, Message } as NonNullable<BatchStatementResponse["Error"]> };
}

const runnerOf = (dynamodb: never) => makeStatementRunner({ dynamodb, batch: makeBatchScope() });

/** Answers each statement with what `responses` has for its text. */
function setUp(responses: Readonly<Record<string, BatchStatementResponse | undefined>> = {}) {
  const { client, inputs, names } = makeScriptedClient(
    ({ Statements = [] }: BatchExecuteStatementCommandInput) => ({
      Responses: Statements.map(({ Statement = "" }) => responses[Statement] ?? {}),
    }),
  );
  return { run: runnerOf(client), inputs, names };
}

const lengthsOf = (inputs: readonly unknown[]) =>
  (inputs as BatchExecuteStatementCommandInput[]).map(({ Statements }) => Statements?.length);

/** What becomes of statements of these texts. */
const settledOf = (run: ReturnType<typeof makeStatementRunner>, texts: readonly string[]) =>
  Promise.allSettled(texts.map((text) => run({ text, parameters: [] })));

describe("a statement runner", () => {
  test("runs many statements with one request, parameters and all", async () => {
    const { run, inputs, names } = setUp();
    const statements = [
      { text: "INSERT 1", parameters: [{ S: "a" }, { N: "1" }] },
      { text: "UPDATE 2", parameters: [] },
    ];
    await expect(Promise.all(statements.map((one) => run(one)))).resolves.toEqual([
      "written",
      "written",
    ]);
    expect(names).toEqual(["BatchExecuteStatement"]);
    expect(inputs).toEqual([
      {
        Statements: [
          { Statement: "INSERT 1", Parameters: [{ S: "a" }, { N: "1" }] },
          { Statement: "UPDATE 2", Parameters: [] },
        ],
      },
    ]);
  });

  test("gives each statement its own result, whatever became of the others", async () => {
    const { run, inputs } = setUp({
      refused: failed("ConditionalCheckFailed"),
      duplicate: failed("DuplicateItem"),
      broken: failed("ValidationError", "no such index"),
      good: { TableName: "deliveries" },
    });
    const texts = ["refused", "good", "broken", "duplicate", "good"];
    const results = await settledOf(run, texts);
    expect(results).toEqual([
      { status: "fulfilled", value: "refused" },
      { status: "fulfilled", value: "written" },
      { status: "rejected", reason: new StatementError("ValidationError: no such index") },
      { status: "fulfilled", value: "duplicate" },
      { status: "fulfilled", value: "written" },
    ]);
    expect(inputs).toHaveLength(1);
  });

  test("runs what was throttled again, alone: a POST may stand behind it, which nobody noted yet", async () => {
    let left = 2;
    const { client, inputs } = makeScriptedClient(
      ({ Statements = [] }: BatchExecuteStatementCommandInput) => ({
        Responses: Statements.map(({ Statement }) => {
          if (Statement === "refused") return failed("ConditionalCheckFailed");
          left -= Statement === "busy" ? 1 : 0;
          return Statement === "busy" && left >= 0 ? failed("ThrottlingError") : {};
        }),
      }),
    );
    const run = runnerOf(client);
    const texts = ["good", "busy", "refused"];
    await expect(Promise.all(texts.map((text) => run({ text, parameters: [] })))).resolves.toEqual([
      "written",
      "written",
      "refused",
    ]);
    expect(
      (inputs as BatchExecuteStatementCommandInput[]).map(({ Statements = [] }) =>
        Statements.map(({ Statement }) => Statement),
      ),
    ).toEqual([["good", "busy", "refused"], ["busy"], ["busy"]]);
  });

  test("gives up on what is throttled four times, without a word on the others", async () => {
    const { run, inputs } = setUp({ busy: failed("ProvisionedThroughputExceeded") });
    const results = await settledOf(run, ["good", "busy"]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(inputs).toHaveLength(4);
  });

  test("of one round gives up on what is throttled at once", async () => {
    const { client, inputs } = makeScriptedClient(() => ({
      Responses: [failed("ThrottlingError")],
    }));
    const run = makeStatementRunner({ dynamodb: client, batch: makeBatchScope(), rounds: 1 });
    await expect(run({ text: "busy", parameters: [] })).rejects.toThrow("ThrottlingError");
    expect(inputs).toHaveLength(1);
  });

  test("takes back no result when a later round fails as a whole", async () => {
    const { client } = makeScriptedClient((_input: BatchExecuteStatementCommandInput, call) => {
      if (call > 1) throw new Error("lost");
      return { Responses: [{}, failed("ThrottlingError", "slow down")] };
    });
    const run = runnerOf(client);
    const results = await settledOf(run, ["good", "busy"]);
    expect(results).toEqual([
      { status: "fulfilled", value: "written" },
      { status: "rejected", reason: new Error("lost") },
    ]);
  });

  test.each([
    "ItemCollectionSizeLimitExceeded",
    "RequestLimitExceeded",
    "ValidationError",
    "ProvisionedThroughputExceeded",
    "TransactionConflict",
    "ThrottlingError",
    "InternalServerError",
    "ResourceNotFound",
    "AccessDenied",
  ])("throws %s: never takes it for a condition that did not hold", async (code) => {
    const { run } = setUp({ one: failed(code) });
    await expect(run({ text: "one", parameters: [] })).rejects.toMatchObject({
      name: "StatementError",
      code: "STATEMENT_FAILED",
      message: `${code}: why`,
    });
  });

  describe("that is patient", () => {
    /** Time passes by waiting alone. */
    function patient(
      untilMs: number,
      answer: (call: number) => object,
      more: { readonly mostPatienceMs?: number } = {},
    ) {
      let nowMs = 1_000_000;
      const waits: number[] = [];
      const { client, inputs } = makeScriptedClient((_input, call) => answer(call));
      const timers = new Set<{ readonly atMs: number; readonly work: () => void }>();
      const passTime = async (timer: { readonly atMs: number; readonly work: () => void }) => {
        for (let turn = 0; turn < 5; turn += 1) await nextTurn(); // what can be done now is done
        const isFirst = [...timers].every(({ atMs }) => atMs >= timer.atMs);
        if (timers.has(timer) && !isFirst) return passTime(timer);
        if (!timers.delete(timer)) return;
        waits.push(timer.atMs - nowMs);
        nowMs = timer.atMs;
        timer.work();
      };
      const machine: Machine = {
        ...thisMachine,
        now: () => nowMs,
        later(ms, work) {
          const timer = { atMs: nowMs + ms, work };
          timers.add(timer);
          void passTime(timer);
          return () => void timers.delete(timer);
        },
      };
      const run = makeStatementRunner({
        dynamodb: client,
        batch: makeBatchScope(machine),
        untilMs: () => 1_000_000 + untilMs,
        ...more,
      });
      return { run: () => run({ text: "busy", parameters: [] }, true), inputs, waits };
    }

    test("runs what is throttled again until its time is over, with full jitter up to 3.2 s", async () => {
      const { run, waits } = patient(50_000, () => ({ Responses: [failed("ThrottlingError")] }));
      await expect(run()).rejects.toThrow("ThrottlingError");
      const waited = waits.reduce((sum, ms) => sum + ms, 0);
      expect(waited).toBeGreaterThan(40_000);
      expect(waited).toBeLessThan(50_000);
      expect(Math.max(...waits)).toBeLessThan(3200);
    });

    test("does not use all of its time where slots are for others", async () => {
      const { run, waits } = patient(50_000, () => ({ Responses: [failed("ThrottlingError")] }), {
        mostPatienceMs: 2000,
      });
      await expect(run()).rejects.toThrow("ThrottlingError");
      expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(2000);
      expect(waits.length).toBeGreaterThan(3);
    });

    test("is written as soon as the table takes it", async () => {
      const { run, inputs } = patient(50_000, (call) => ({
        Responses: [call < 12 ? failed("ProvisionedThroughputExceeded") : {}],
      }));
      await expect(run()).resolves.toBe("written");
      expect(inputs).toHaveLength(12);
    });

    test.each([
      ["a request that was throttled", { name: "ThrottlingException", $fault: "client" }, 3],
      ["a fault of AWS's", { name: "InternalServerError", $fault: "server" }, 3],
      ["no answer", { name: "TimeoutError" }, 3],
      ["a request that is refused", { name: "AccessDeniedException", $fault: "client" }, 1],
    ])("repeats %s only if it may pass", async (_, error, calls) => {
      const { run, inputs } = patient(50_000, (call) => {
        if (call < 3) throw Object.assign(new Error("no"), error);
        return { Responses: [{}] };
      });
      await run().catch(() => undefined);
      expect(inputs).toHaveLength(calls);
    });

    test("has four rounds also where there is no time", async () => {
      const { run, inputs } = patient(1, () => ({ Responses: [failed("ThrottlingError")] }));
      await expect(run()).rejects.toThrow("ThrottlingError");
      expect(inputs).toHaveLength(4);
    });
  });

  test("throws for a statement that got no response, rather than take it for written", async () => {
    const { client } = makeScriptedClient(() => ({ Responses: [{}] }));
    const run = runnerOf(client);
    const results = await settledOf(run, ["a", "b"]);
    expect(results).toEqual([
      { status: "fulfilled", value: "written" },
      { status: "rejected", reason: new StatementError("no response") },
    ]);
  });

  test("throws for all statements of a request that failed", async () => {
    const { client } = makeScriptedClient(() => {
      throw new Error("lost");
    });
    const run = runnerOf(client);
    const results = await settledOf(run, ["a", "b"]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  test("puts at most 25 statements into a request", async () => {
    const { run, inputs } = setUp();
    const texts = Array.from({ length: 26 }, (_, index) => `s${index}`);
    await Promise.all(texts.map((text) => run({ text, parameters: [] })));
    expect(lengthsOf(inputs)).toEqual([25, 1]);
  });

  test("puts at most 4 MiB of values into a request", async () => {
    const { run, inputs } = setUp();
    const large = { B: new Uint8Array(1024 * 1024) };
    const statements = Array.from({ length: 6 }, () => ({ text: "INSERT", parameters: [large] }));
    await Promise.all(statements.map((one) => run(one)));
    expect(lengthsOf(inputs)).toEqual([4, 2]);
  });
});

describe("statements on one item", () => {
  /** AWS's own engine and, by its words, AWS; the emulator takes them. */
  function refusing() {
    const requests: string[][] = [];
    const { client } = makeScriptedClient(
      ({ Statements = [] }: BatchExecuteStatementCommandInput) => {
        const texts = Statements.map(({ Statement = "" }) => Statement);
        requests.push(texts);
        if (new Set(texts.map((text) => text.slice(0, 1))).size < texts.length) {
          throw new Error("Provided list of item keys contains duplicates");
        }
        return { Responses: texts.map((text) => (text === "a2" ? failed("DuplicateItem") : {})) };
      },
    );
    return { run: runnerOf(client), requests };
  }

  test("go in requests of their own, one after the other, the others with the first", async () => {
    const { run, requests } = refusing();
    const texts = ["a1", "b1", "a2", "c1", "a3", "b2"];
    const results = await Promise.all(
      texts.map((text) => run({ text, parameters: [], item: text.slice(0, 1) })),
    );
    expect(results).toEqual(["written", "written", "duplicate", "written", "written", "written"]);
    expect(requests).toEqual([["a1", "b1", "c1"], ["a2", "b2"], ["a3"]]);
  });

  test("that could not be sent take nothing back from those before", async () => {
    let sent = 0;
    const { client } = makeScriptedClient(() => {
      sent += 1;
      if (sent > 1) throw new Error("lost");
      return { Responses: [{}, {}] };
    });
    const run = runnerOf(client);
    const results = await Promise.allSettled(
      ["a1", "b1", "a2"].map((text) => run({ text, parameters: [], item: text.slice(0, 1) })),
    );
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
  });
});

describe("insertStatement", () => {
  test("names every attribute and passes every value as a parameter", () => {
    expect(
      insertStatement("deliveries", { pk: { S: "it's" }, sk: { S: "event" }, n: { N: "1" } }),
    ).toEqual({
      text: `INSERT INTO "deliveries" VALUE {'pk': ?, 'sk': ?, 'n': ?}`,
      parameters: [{ S: "it's" }, { S: "event" }, { N: "1" }],
      item: "it's\nevent",
    });
  });
});
