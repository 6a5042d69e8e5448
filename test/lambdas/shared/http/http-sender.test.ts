import type { Socket } from "node:net";

import { describe, expect, test } from "vitest";

import { makeSenderTestBed, ok, post } from "../../../support/sender-test-bed.ts";
import { type Answer, httpResponse } from "../../../support/tcp-receiver.ts";

const { makeSender, startReceiver, startServer } = makeSenderTestBed();

describe("a request", () => {
  test("is an HTTP/1.1 POST with the caller's headers and the very bytes of the body", async () => {
    const receiver = await startReceiver(ok);
    const { send } = makeSender();
    await send(post(receiver));
    const [request = ""] = receiver.requests;
    expect(Buffer.from(request, "latin1").toString("utf8").split("\r\n")).toEqual([
      "POST /hooks?a=1 HTTP/1.1",
      `host: 127.0.0.1:${receiver.port}`,
      "connection: keep-alive",
      "accept-encoding: identity",
      "content-type: application/json",
      "ringback-attempt: 1",
      "content-length: 10",
      "",
      '{"a":"ü"}',
    ]);
  });

  test("carries a body given as bytes unchanged", async () => {
    const receiver = await startReceiver(ok);
    await makeSender().send(post(receiver, { body: new Uint8Array([0, 255, 10, 13]) }));
    expect(receiver.requests[0]?.endsWith("\r\n\r\n\u0000ÿ\n\r")).toBe(true);
  });

  test.each([
    ["not a url", []],
    ["ftp://example.com/", []],
    ["URL", ["bad name", "x"]],
    ["URL", ["x-a", "line\r\nx-injected: 1"]],
    ["URL", ["transfer-encoding", "chunked"]],
    ["URL", ["odd"]],
  ])("that cannot be built is bad_configuration: %s %j", async (url, headers) => {
    const receiver = await startReceiver(ok);
    const request = post(receiver, { headers });
    const result = await makeSender().send(url === "URL" ? request : { ...request, url });
    expect(result).toMatchObject({ kind: "failure", reason: "bad_configuration" });
    expect(receiver.requests).toEqual([]);
  });
});

describe("a response", () => {
  test("gives status, head of the body, retry-after and times", async () => {
    let clock = 1_000;
    const receiver = await startReceiver((socket) => {
      clock += 40;
      socket.write(httpResponse(503, "später", ["Retry-After: 120"]));
    });
    const result = await makeSender({ now: () => clock }).send(post(receiver));
    expect(result).toEqual({
      kind: "response",
      status: 503,
      bodyHead: "später",
      retryAfter: "120",
      startedAtMs: 1_000,
      durationMs: 40,
    });
  });

  test.each([301, 302, 307, 308])("%d is not followed", async (status) => {
    const receiver = await startReceiver((socket) => {
      socket.write(httpResponse(status, "", [`location: http://127.0.0.1:${receiver.port}/b`]));
    });
    expect(await makeSender().send(post(receiver))).toMatchObject({ kind: "response", status });
    expect(receiver.requests).toHaveLength(1);
  });

  test("tells where a 3xx leads, at most 1,024 characters, and of no other status", async () => {
    const receiver = await startReceiver((socket, _request, index) => {
      const location = `location: https://b.example/${"x".repeat(2_000)}`;
      socket.write(httpResponse(index === 0 ? 308 : 201, "", [location]));
    });
    const { send } = makeSender();
    const redirect = await send(post(receiver));
    expect(redirect).toMatchObject({ location: `https://b.example/${"x".repeat(1_006)}` });
    expect(await send(post(receiver))).not.toHaveProperty("location");
  });

  test("may be preceded by 1xx, whose headers do not count", async () => {
    const receiver = await startReceiver((socket) => {
      socket.write(`HTTP/1.1 103 Early Hints\r\nretry-after: 9\r\n\r\n${httpResponse(204, "")}`);
    });
    expect(await makeSender().send(post(receiver))).toMatchObject({
      status: 204,
      retryAfter: undefined,
    });
  });

  test("may have headers that go on in the next line", async () => {
    const receiver = await startReceiver((socket) => {
      socket.write(httpResponse(503, "", ["retry-after:", "\t120 "]));
    });
    expect(await makeSender().send(post(receiver))).toMatchObject({ retryAfter: "120" });
  });

  test("that breaks off or does not end keeps what had come of its body", async () => {
    const receiver = await startReceiver((socket, _request, index) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf");
      if (index === 0) socket.end();
    });
    const { send } = makeSender();
    const half = { status: 200, bodyHead: "half" };
    expect(await send(post(receiver))).toMatchObject({ kind: "response", ...half });
    const unended = await send(post(receiver, { timeoutMs: 300 }));
    expect(unended).toMatchObject({ kind: "failure", reason: "timeout", ...half });
  });

  test("that comes before the request is read counts, though the receiver then closes", async () => {
    const receiver = await startServer((socket) => {
      socket.once("data", () => {
        socket.write(httpResponse(413, "too large"), () => socket.destroy());
      });
    });
    const { send } = makeSender();
    for (let round = 0; round < 20; round += 1) {
      const result = await send(post(receiver, { body: "x".repeat(250_000) }));
      expect(result).toMatchObject({ status: 413, bodyHead: "too large" });
    }
  });

  test("in chunks, or ended by the connection's end, is whole", async () => {
    const receiver = await startReceiver((socket, _request, index) => {
      if (index === 0) {
        socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
      } else socket.end("HTTP/1.0 200 OK\r\n\r\nall of it");
    });
    const { send } = makeSender();
    expect(await send(post(receiver))).toMatchObject({ status: 200, bodyHead: "abc" });
    expect(await send(post(receiver))).toMatchObject({ status: 200, bodyHead: "all of it" });
  });

  test("keeps as many bytes of its body as the request asks for", async () => {
    const body = "é".repeat(10_000);
    const receiver = await startReceiver((socket) => socket.write(httpResponse(200, body)));
    const { send } = makeSender();
    const kept = async (keptBodyBytes: number) => send({ ...post(receiver), keptBodyBytes });
    expect(await kept(65_536)).toMatchObject({ bodyHead: body });
    expect(await kept(2_001)).toMatchObject({ bodyHead: "é".repeat(1_000) });
  });

  test("keeps the first 1,024 bytes of its body and no half character", async () => {
    const receiver = await startReceiver((socket) => {
      socket.write(httpResponse(200, `${"a".repeat(1023)}ü${"b".repeat(5000)}`));
    });
    expect(await makeSender().send(post(receiver))).toMatchObject({ bodyHead: "a".repeat(1023) });
  });

  test("longer than 64 KB is cut: its status counts, its connection is closed", async () => {
    const receiver = await startReceiver((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n");
      pour(socket);
    });
    const result = await makeSender().send(post(receiver));
    expect(result).toMatchObject({ kind: "response", status: 200, bodyHead: "x".repeat(1024) });
    await expect.poll(receiver.openCount).toBe(0);
  });

  test("that is not HTTP is bad_response", async () => {
    const answers = [
      ["220 smtp.example.com ESMTP\r\n", "it has no status line"],
      ["HTTP/1.1 101 X\r\nupgrade: x\r\n\r\n", "it switches to another protocol"],
      [`HTTP/1.1 200 OK\r\nx: ${"y".repeat(70_000)}\r\n\r\n`, "its head is longer than 64 KB"],
      ["HTTP/1.1 100 Continue\r\n\r\n".repeat(65), "too many 1xx come before it"],
    ] as const;
    const receiver = await startReceiver((socket, _request, index) => {
      socket.write(answers[index]?.[0] ?? "");
    });
    const { send } = makeSender();
    for (const [, error] of answers) {
      expect(await send(post(receiver))).toMatchObject({
        kind: "failure",
        reason: "bad_response",
        message: `the answer is not a valid HTTP/1.1 response: ${error}`,
      });
    }
  });
});

describe("the timeout covers", () => {
  const slow: Record<string, Answer> = {
    "a receiver that never answers": () => {},
    "headers that drip": (socket) => drip(socket, "HTTP/1.1 200 OK\r\nx-a: bbbbbbbbbbbbbbbbbbbb"),
    "a body that drips, although the status was 200": (socket) => {
      socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n");
      drip(socket, "x".repeat(1000));
    },
    "a body without end": (socket) => {
      socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n");
    },
  };

  test.each(Object.entries(slow))("%s", async (_title, answer) => {
    const receiver = await startReceiver(answer);
    const result = await makeSender().send(post(receiver, { timeoutMs: 150 }));
    expect(result).toMatchObject({ kind: "failure", reason: "timeout" });
    expect(result.durationMs).toBeGreaterThanOrEqual(149);
    expect(result.durationMs).toBeLessThan(400);
    await expect.poll(receiver.openCount).toBe(0);
  });

  test("a name that is not resolved in time", async () => {
    const { send } = makeSender({ resolve: () => {} });
    const result = await send({
      url: "http://slow.test:8080/",
      headers: [],
      body: "{}",
      timeoutMs: 100,
    });
    expect(result).toMatchObject({ kind: "failure", reason: "timeout" });
    expect(result.durationMs).toBeLessThan(400);
  });

  test("a TLS handshake that hangs, and its connection ends with it", async () => {
    const receiver = await startReceiver(ok); // sees no request: waits for more of the handshake
    const url = `https://127.0.0.1:${receiver.port}/`;
    const result = await makeSender().send(post(receiver, { url, timeoutMs: 100 }));
    expect(result).toMatchObject({ kind: "failure", reason: "timeout" });
    await expect.poll(receiver.openCount).toBe(0);
  });
});

function drip(socket: Socket, text: string): void {
  let i = 0;
  const timer = setInterval(() => {
    socket.write(text[i % text.length] ?? "");
    i += 1;
  }, 10);
  socket.on("close", () => clearInterval(timer));
}

function pour(socket: Socket): void {
  const chunk = Buffer.alloc(16_384, "x");
  const more = (): void => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on("drain", more);
  more();
}
