import type { Socket } from "node:net";
import { setImmediate } from "node:timers/promises";

import { describe, expect, test } from "vitest";

import { showAttempt } from "../../../../lambdas/config-api/deliveries/delivery-schemas.ts";
import { fetchToken } from "../../../../lambdas/shared/attempt/authentication/fetch-token.ts";
import { makeAttempt } from "../../../../lambdas/shared/attempt/make-attempt.ts";
import { makeHttpSender } from "../../../../lambdas/shared/http/http-sender.ts";
import { key, webhook } from "../../../support/deliver-test-bed.ts";
import { type Bytes, RAW_ANSWERS, type Then } from "../../../support/raw-answers.ts";
import { startTcpReceiver } from "../../../support/tcp-receiver.ts";

/** Long enough for a busy machine to see a head before it is over. */
const TIMEOUT_SECONDS = 0.5;
const LOCAL = { allowHttp: true, allowedCidrs: ["127.0.0.0/8"], now: Date.now };

describe.concurrent("the attempt that a receiver answers with", () => {
  test.each(RAW_ANSWERS)("%s", async (_title, bytes, shown, then) => {
    const receiver = await startTcpReceiver((socket) => void answer(socket, bytes, then));
    const sender = makeHttpSender(LOCAL);
    const profile = { ...webhook.profile, timeoutSeconds: TIMEOUT_SECONDS };
    const endpoint = `http://127.0.0.1:${receiver.port}/`;
    const ports = { sender, longestAttemptSeconds: 30, now: Date.now };
    const made = await makeAttempt(ports, key, 2, "{}", { ...webhook, profile, endpoint });
    const { outcome, status, error } = showAttempt(made.attempt);
    expect([outcome, status, error?.code].filter((word) => word !== undefined).join(" ")).toBe(
      shown,
    );
    sender.close();
    await receiver.close();
  });
});

test.each([
  ["behind a 100, unasked", "HTTP/1.1 100 Continue\r\n\r\n", "27\r\n"],
  ["with two equal lengths", "", "27\r\ncontent-length: 27\r\n"],
  ["with lengths that contradict each other", "", "27\r\ncontent-length: 5\r\n"],
  ["in an answer that breaks off behind it", "", "99\r\n"],
])("a token endpoint gives a token %s", async (_title, before, length) => {
  const head = `HTTP/1.1 200 OK\r\ncontent-length: ${length}`;
  const body = '{"access_token":"abcdefgh"}';
  const receiver = await startTcpReceiver((socket) => socket.end(`${before}${head}\r\n${body}`));
  const { send, close } = makeHttpSender(LOCAL);
  const tokenUrl = `http://127.0.0.1:${receiver.port}/`;
  const client = { tokenUrl, clientId: "a", clientSecret: "b", clientAuth: "body" } as const;
  expect(await fetchToken(send, client, 5_000)).toMatchObject({ ok: true, token: "abcdefgh" });
  close();
  await receiver.close();
});

async function answer(socket: Socket, bytes: Bytes, then: Then): Promise<void> {
  socket.setNoDelay();
  if (typeof bytes === "function") bytes(socket);
  else {
    for (const text of typeof bytes === "string" ? [bytes] : bytes) {
      socket.write(text, "latin1");
      await setImmediate();
    }
  }
  if (then === "end") socket.end();
  if (then === "reset") socket.resetAndDestroy();
}
