import { describe, expect, it } from "vitest";

import { outcomeOf } from "../../../console/api/outcome.ts";
import { NoAnswer } from "../../../console/api/patient-fetch.ts";
import { errorOf } from "../../../console/api/problems.ts";

const problem = {
  type: "urn:ringback:problem:invalid-fields",
  title: "Invalid fields",
  status: 422,
  detail: "",
  errors: [
    { field: "events[2]", message: "is no event type", hint: "" },
    { field: "config.retry.max_attempts", message: "is above 100", hint: "" },
  ],
  request_id: "r",
};

describe("outcomeOf", () => {
  it("is the value, or the problem", async () => {
    const ok = new Response(null, { status: 204 });
    expect(await outcomeOf(async () => ({ data: 7, response: ok }))).toEqual({
      kind: "value",
      value: 7,
    });
    expect(await outcomeOf(async () => ({ response: ok }))).toEqual({
      kind: "value",
      value: undefined,
    });
    const bad = new Response(null, { status: 422 });
    expect(await outcomeOf(async () => ({ error: problem, response: bad }))).toEqual({
      kind: "problem",
      problem,
    });
  });

  it("is gone where whoever asked has left", async () => {
    const ok = new Response(null, { status: 204 });
    const answer = async () => ({ data: 7, response: ok });
    expect(await outcomeOf(answer, AbortSignal.abort())).toEqual({ kind: "gone" });
  });

  it("makes problems of no answer and of a fault of the page's own", async () => {
    const away = await outcomeOf(async () => await Promise.reject(new NoAnswer()));
    expect(away).toMatchObject({ problem: { title: "Ringback does not answer", status: 0 } });
    const fault = await outcomeOf(async () => await Promise.reject(new Error("x is undefined")));
    expect(fault).toMatchObject({
      problem: { title: "This page failed", detail: "x is undefined" },
    });
  });
});

describe("errorOf", () => {
  it("finds the error of a field and of its elements", () => {
    expect(errorOf(problem, "events")?.message).toBe("is no event type");
    expect(errorOf(problem, "config.retry.max_attempts")?.message).toBe("is above 100");
    expect(errorOf(problem, "config.retry")).toBeUndefined();
    expect(errorOf(undefined, "events")).toBeUndefined();
  });
});
