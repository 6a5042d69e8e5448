import { Agent, request } from "undici";

import { makeHttpSender } from "../../lambdas/shared/http/http-sender.ts";

/** Requests in flight at once: a batch of the deliveries queue. */
export const WIDTH = 10;

/** A body of 1 KB, as an event's payload would be. */
export const BODY = JSON.stringify({ text: "x".repeat(1_013) });

/** One bare undici POST with its answer read: the floor that everything is compared with. */
export function makeBarePost(url: string): () => Promise<void> {
  const dispatcher = new Agent({ connections: WIDTH, allowH2: false });
  return async () => {
    const response = await request(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: BODY,
      dispatcher,
    });
    await response.body.text();
    if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
  };
}

/** One POST by Ringback's sender, with the headers of a delivery. */
export function makeSenderPost(url: string): () => Promise<void> {
  const { send } = makeHttpSender({
    allowHttp: true,
    allowedCidrs: ["127.0.0.0/8"],
    now: () => Date.now(),
  });
  const headers = [
    ["content-type", "application/json"],
    ["user-agent", "Ringback/0.1.0"],
    ["ringback-delivery", `dlv_${"x".repeat(22)}_${"y".repeat(22)}`],
    ["ringback-event", `evt_${"x".repeat(22)}`],
    ["ringback-attempt", "1"],
    ["authorization", "Basic dXNlcm5hbWU6cGFzc3dvcmQ="],
  ].flat();
  return async () => {
    const result = await send({ url, headers, body: BODY, timeoutMs: 10_000 });
    if (result.kind !== "response" || result.status !== 200)
      throw new Error(JSON.stringify(result));
  };
}
