import { beforeEach, describe, expect, it } from "vitest";

import { makePatientFetch, NoAnswer } from "../../../console/api/patient-fetch.ts";

type Step = Response | Error;

describe("makePatientFetch", () => {
  let steps: Step[];
  let sent: Request[];
  let waited: { reason: string; seconds: number }[];
  let token: string | undefined;
  let nextToken: string | undefined;
  let whose: string | undefined;
  let afterWait: () => void;
  let howWaitsEnd: "again" | "give-up";

  beforeEach(() => {
    steps = [];
    sent = [];
    waited = [];
    token = "one";
    nextToken = undefined;
    whose = "acme";
    afterWait = () => {};
    howWaitsEnd = "again";
  });

  const patient = makePatientFetch({
    fetch: async (request) => {
      sent.push(request.clone());
      const step = steps.shift() ?? new Response("{}");
      if (step instanceof Error) throw step;
      return step;
    },
    token: () => token,
    whose: () => whose,
    signInAgain: async () => {
      token = nextToken ?? token;
      return nextToken !== undefined;
    },
    wait: async (reason, seconds) => {
      waited.push({ reason, seconds });
      afterWait();
      return howWaitsEnd;
    },
    now: () => 0,
    random: () => 0.5,
    newKey: () => "key-1",
  });

  const ask = async (method = "GET", body?: string) =>
    await patient(new Request("http://api.example/x", { method, ...(body && { body }) }));

  it("sends the bearer, and no idempotency-key on a GET", async () => {
    await ask();
    expect(sent[0]?.headers.get("authorization")).toBe("Bearer one");
    expect(sent[0]?.headers.has("idempotency-key")).toBe(false);
  });

  it("repeats a POST without an answer with the same idempotency-key and body", async () => {
    steps = [new TypeError("failed to fetch"), new Response(null, { status: 201 })];
    const answer = await ask("POST", '{"a":1}');
    expect(answer.status).toBe(201);
    expect(sent.map(({ headers }) => headers.get("idempotency-key"))).toEqual(["key-1", "key-1"]);
    expect(await sent[1]?.text()).toBe('{"a":1}');
    expect(waited).toEqual([{ reason: "no-answer", seconds: 1 }]);
  });

  it("waits as long as a 429 asks", async () => {
    steps = [new Response(null, { status: 429, headers: { "retry-after": "7" } })];
    expect((await ask()).status).toBe(200);
    expect(waited).toEqual([{ reason: "too-many-requests", seconds: 7 }]);
  });

  it("gives the answer back where nobody wants to wait on", async () => {
    howWaitsEnd = "give-up";
    steps = [new Response(null, { status: 503 })];
    expect((await ask()).status).toBe(503);
    steps = [new TypeError("failed to fetch")];
    await expect(ask()).rejects.toThrow(NoAnswer);
  });

  it("gives up after ten requests", async () => {
    steps = Array.from({ length: 12 }, () => new Response(null, { status: 503 }));
    expect((await ask()).status).toBe(503);
    expect(sent).toHaveLength(10);
  });

  it("waits while the first try of a POST still runs", async () => {
    steps = [
      new TypeError("failed to fetch"),
      Response.json({ type: "urn:ringback:problem:idempotency-key-in-use" }, { status: 409 }),
    ];
    expect((await ask("POST")).status).toBe(200);
    expect(sent).toHaveLength(3);
  });

  it("takes a 404 to the repeat of a DELETE for done", async () => {
    steps = [new TypeError("failed to fetch"), new Response(null, { status: 404 })];
    expect((await ask("DELETE")).status).toBe(204);
    steps = [new Response(null, { status: 404 })];
    expect((await ask("DELETE")).status).toBe(404);
  });

  it("goes on with the next key after a 401", async () => {
    nextToken = "two";
    steps = [new Response(null, { status: 401 })];
    expect((await ask("POST", "{}")).status).toBe(200);
    expect(sent.map(({ headers }) => headers.get("authorization"))).toEqual([
      "Bearer one",
      "Bearer two",
    ]);
  });

  it("never sends what one tenant asked for with the key of the next", async () => {
    steps = [new Response(null, { status: 503 })];
    afterWait = () => ([token, whose] = ["other", "evil"]);
    const answer = await ask("POST", '{"endpoint":"https://acme.example"}');
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ title: "You have signed out", errors: [] });
    expect(sent).toHaveLength(1);
  });

  it("asks for nothing again once whoever asked has signed out", async () => {
    steps = [new TypeError("failed to fetch")];
    afterWait = () => ([token, whose] = [undefined, undefined]);
    expect((await ask("POST", "{}")).status).toBe(401);
    expect(sent).toHaveLength(1);
  });

  it("gives a 401 back where no other key is given", async () => {
    steps = [new Response(null, { status: 401 })];
    expect((await ask()).status).toBe(401);
    expect(sent).toHaveLength(1);
  });

  it("ends with the signal of whoever asked", async () => {
    const left = new AbortController();
    steps = [new TypeError("failed to fetch")];
    left.abort(new Error("left"));
    const asked = patient(new Request("http://api.example/x", { signal: left.signal }));
    await expect(asked).rejects.toThrow("left");
  });
});
