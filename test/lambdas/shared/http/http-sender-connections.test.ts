import type { Socket } from "node:net";

import { describe, expect, test } from "vitest";

import { makeSenderTestBed, ok, post } from "../../../support/sender-test-bed.ts";
import { httpResponse, startTcpReceiver } from "../../../support/tcp-receiver.ts";

const { makeSender, startReceiver } = makeSenderTestBed();

/** An answer with this header. */
function answerWith(header: string, body: string): string {
  return `HTTP/1.1 200 OK\r\n${header}\r\n\r\n${body}`;
}

describe("a connection", () => {
  test("is used again, one request at a time on each", async () => {
    const receiver = await startReceiver((socket) => {
      setTimeout(() => socket.write(httpResponse(200, "")), 5);
    });
    const { send } = makeSender();
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(Array.from({ length: 10 }, () => send(post(receiver))));
    }
    expect(receiver.requests).toHaveLength(50);
    expect(receiver.connectionCount()).toBe(10);
  });

  test("that the receiver closes is followed by a new one", async () => {
    const receiver = await startReceiver((socket) => {
      socket.end(httpResponse(200, "", ["connection: close"]));
    });
    const { send } = makeSender();
    for (let i = 0; i < 3; i += 1) {
      expect(await send(post(receiver))).toMatchObject({ status: 200 });
    }
    expect(receiver.connectionCount()).toBe(3);
  });

  test.each([
    ["before the response", (socket: Socket) => socket.destroy()],
    ["with a reset", (socket: Socket) => socket.resetAndDestroy()],
    ["in the headers", (socket: Socket) => socket.end("HTTP/1.1 200 OK\r\nx-a: b")],
  ])("that ends %s is connection_lost, and the POST is not repeated", async (_title, answer) => {
    const receiver = await startReceiver(answer);
    const result = await makeSender().send(post(receiver));
    expect(result).toMatchObject({ kind: "failure", reason: "connection_lost" });
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
    expect(receiver.requests).toHaveLength(1);
  });

  // Two requests: over one connection where it is kept, over two where not.
  test.each([
    ["an exact answer", httpResponse(200, "hi"), 1],
    [
      "an exact answer in chunks",
      answerWith("transfer-encoding: chunked", "2\r\nhi\r\n0\r\n\r\n"),
      1,
    ],
    ["a 1xx and an exact answer", `HTTP/1.1 100 X\r\n\r\n${httpResponse(200, "hi")}`, 1],
    ["one that announces its end", httpResponse(200, "hi", ["connection: x, Close"]), 2],
    ["one that is kept for a moment only", httpResponse(200, "hi", ["keep-alive: timeout=2"]), 2],
    ["one of HTTP/1.0", httpResponse(200, "hi").replace("1.1", "1.0"), 2],
    ["one with more than it announced", `${httpResponse(200, "hi")} there`, 2],
    ["one with two equal lengths", httpResponse(200, "hi", ["content-length: 2"]), 2],
    ["one with a folded header", httpResponse(200, "hi", ["x-a: b", " c"]), 2],
    ["one with a header that is none", httpResponse(200, "hi", ["x a: b"]), 2],
    ["one whose lines end with LF alone", httpResponse(200, "hi").replaceAll("\r", ""), 2],
    [
      "chunks beside a length",
      answerWith("content-length: 2\r\ntransfer-encoding: chunked", "0\r\n\r\n"),
      2,
    ],
    ["chunks that end with LF alone", answerWith("transfer-encoding: chunked", "0\n\n"), 2],
    ["a 204 with a length", answerWith("content-length: 2", "").replace("200", "204"), 2],
  ])("after %s is kept or not", async (_title, text, connections) => {
    const receiver = await startReceiver((socket) => socket.write(text));
    const { send } = makeSender();
    for (let i = 0; i < 2; i += 1) await send(post(receiver));
    expect(receiver.connectionCount()).toBe(connections);
  });

  test("on which something comes unasked is closed: it answers no later request", async () => {
    const sockets: Socket[] = [];
    const receiver = await startReceiver((socket, request, index) => {
      sockets.push(socket);
      ok(socket, request, index);
    });
    const { send } = makeSender();
    await send(post(receiver));
    sockets[0]?.write(httpResponse(500, "of another"));
    expect(await send(post(receiver))).toMatchObject({ status: 200 });
    expect(receiver.connectionCount()).toBe(2);
  });

  test("is not kept after a body that its receiver may not have read", async () => {
    const receiver = await startReceiver(ok);
    const { send } = makeSender();
    const body = "x".repeat(65_537);
    for (let i = 0; i < 2; i += 1) await send(post(receiver, { body }));
    expect(receiver.connectionCount()).toBe(2);
    expect(receiver.requests[0]).toContain("\r\nconnection: close\r\n");
  });

  test("kept and then lost under the next request is connection_lost, not a second POST", async () => {
    const receiver = await startReceiver((socket, request, index) => {
      if (index === 0) ok(socket, request, index);
      else socket.resetAndDestroy();
    });
    const { send } = makeSender();
    await send(post(receiver));
    expect(await send(post(receiver))).toMatchObject({ reason: "connection_lost" });
    expect(receiver.requests).toHaveLength(2);
    expect(receiver.connectionCount()).toBe(1);
  });

  test("that ended while idle is replaced before anything is sent on it", async () => {
    const receiver = await startReceiver((socket, request, index) => {
      ok(socket, request, index);
      if (index === 0) setImmediate(() => socket.end());
    });
    const { send } = makeSender();
    await send(post(receiver));
    await expect.poll(receiver.openCount).toBe(0);
    expect(await send(post(receiver))).toMatchObject({ status: 200 });
    expect(receiver.connectionCount()).toBe(2);
  });

  test("that is refused is connect", async () => {
    const receiver = await startTcpReceiver(ok);
    await receiver.close();
    expect(await makeSender().send(post(receiver))).toMatchObject({
      reason: "connect",
      message: "no connection (ECONNREFUSED)",
    });
  });

  test("to the least recently used origin is closed when there are too many", async () => {
    const receivers = await Promise.all([1, 2, 3].map(() => startReceiver(ok)));
    const { send } = makeSender({ maxOrigins: 2 });
    for (const receiver of receivers) await send(post(receiver));
    await expect.poll(() => receivers.map((receiver) => receiver.openCount())).toEqual([0, 1, 1]);
  });

  test("in use by an origin that was dropped is closed when its request ends", async () => {
    const held: Socket[] = [];
    const first = await startReceiver((socket) => held.push(socket));
    const second = await startReceiver(ok);
    const { send } = makeSender({ maxOrigins: 1 });
    const sent = send(post(first));
    await expect.poll(() => first.requests.length).toBe(1);
    await send(post(second));
    held[0]?.write(httpResponse(200, ""));
    expect(await sent).toMatchObject({ status: 200 });
    await expect.poll(first.openCount).toBe(0);
  });

  test("idle beyond a hundred of all origins is closed, the least recently used first", async () => {
    const receivers = await Promise.all(
      Array.from({ length: 12 }, () =>
        startReceiver((socket) => {
          const answer = httpResponse(200, "", ["keep-alive: timeout=60"]);
          setTimeout(() => socket.write(answer), 20);
        }),
      ),
    );
    const openCounts = () => receivers.map((receiver) => receiver.openCount());
    const { send } = makeSender();
    const tenEach = async (receiver: (typeof receivers)[number] | undefined) =>
      receiver && Promise.all(Array.from({ length: 10 }, () => send(post(receiver))));
    for (const receiver of receivers.slice(0, 10)) await tenEach(receiver);
    await expect.poll(openCounts).toEqual([...Array.from({ length: 10 }, () => 10), 0, 0]);
    // The first one is used again, so that the second and third are the oldest now.
    for (const index of [0, 10, 11]) await tenEach(receivers[index]);
    await expect
      .poll(openCounts)
      .toEqual([10, 0, 0, ...Array.from({ length: 7 }, () => 10), 10, 10]);
    expect(receivers[0]?.connectionCount()).toBe(10);
  });

  test("that was closed to make room is not used again", async () => {
    const [first, second] = await Promise.all([startReceiver(ok), startReceiver(ok)]);
    const { send } = makeSender({ maxIdle: 1 });
    for (const receiver of [first, second, first, second]) {
      expect(await send(post(receiver))).toMatchObject({ status: 200 });
    }
    expect([first.connectionCount(), second.connectionCount()]).toEqual([2, 2]);
    await expect.poll(() => first.openCount() + second.openCount()).toBe(1);
  });

  test("idle beyond ten of an origin is closed", async () => {
    const receiver = await startReceiver((socket) => {
      setTimeout(() => socket.write(httpResponse(200, "")), 20);
    });
    const { send } = makeSender();
    await Promise.all(Array.from({ length: 14 }, () => send(post(receiver))));
    await expect.poll(receiver.openCount).toBe(10);
  });
});
