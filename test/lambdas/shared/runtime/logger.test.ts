import { describe, expect, test } from "vitest";

import { errorFields, makeLog } from "../../../../lambdas/shared/runtime/logger.ts";

function makeRecordingLogger() {
  const lines: unknown[] = [];
  const keep =
    (level: string) =>
    (...[message, fields]: unknown[]) => {
      lines.push({ level, message, fields });
    };
  const logger = {
    debug: keep("debug"),
    info: keep("info"),
    warn: keep("warn"),
    error: keep("error"),
  };
  return { lines, log: makeLog(logger) };
}

describe("makeLog", () => {
  test("writes each level with its fields", () => {
    const { log, lines } = makeRecordingLogger();
    log.debug("event accepted", { event_id: "evt_1" });
    log.info("attempt", { http_status: 200 });
    log.warn("redriven", { message_id: "m1" });
    expect(lines).toEqual([
      { level: "debug", message: "event accepted", fields: { event_id: "evt_1" } },
      { level: "info", message: "attempt", fields: { http_status: 200 } },
      { level: "warn", message: "redriven", fields: { message_id: "m1" } },
    ]);
  });

  test("writes name, code, message and stack top of an error, and nothing else it carries", () => {
    const { log, lines } = makeRecordingLogger();
    const error = Object.assign(new TypeError("no table", { cause: new RangeError("inner") }), {
      code: "ENOENT",
      $response: { headers: { authorization: "hunter2" } },
    });
    log.error("record failed", error, { delivery_id: "dlv_1" });
    expect(lines).toEqual([
      {
        level: "error",
        message: "record failed",
        fields: {
          delivery_id: "dlv_1",
          error_name: "TypeError",
          error_code: "ENOENT",
          error_message: "no table",
          error_stack: expect.stringMatching(/^at .*logger\.test\.ts/),
          cause_name: "RangeError",
          cause_code: undefined,
        },
      },
    ]);
    expect(JSON.stringify(lines)).not.toContain("hunter2");
    expect(errorFields(error)["error_stack"]?.toString().split(" | ").length).toBeLessThanOrEqual(
      3,
    );
  });
});

describe("errorFields", () => {
  test("leaves out the message of JSON.parse, which quotes what it parsed", () => {
    let caught: unknown;
    try {
      JSON.parse('{"password": hunter2}');
    } catch (error) {
      caught = error;
    }
    expect(String(caught)).toContain("hunter2");
    expect(JSON.stringify(errorFields(caught))).not.toContain("hunter2");
    expect(errorFields(caught)).toMatchObject({ error_name: "SyntaxError" });
  });

  test("names the type of what is thrown but not an Error, never its value", () => {
    expect(errorFields("hunter2")).toEqual({ error_name: "string" });
    expect(errorFields(undefined)).toEqual({ error_name: "undefined" });
  });

  test("cuts long messages and takes errors without a stack", () => {
    const error = new Error("x".repeat(2_000));
    delete error.stack;
    expect(errorFields(error)).toEqual({
      error_name: "Error",
      error_code: undefined,
      error_message: "x".repeat(500),
      error_stack: undefined,
    });
  });
});
