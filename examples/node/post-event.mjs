// node post-event.mjs: publishes an event over HTTP. API and KEY are the environment's (source .ringback/env.sh).
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

const { API, KEY } = process.env;
const TRIES = 4;

/** Publishes one event and returns Ringback's id of it. */
async function publish(event) {
  // The same id again is the same event, so a request whose answer was lost can be repeated.
  const body = JSON.stringify({ id: randomUUID(), ...event });
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(`${API}/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
      body,
      signal: AbortSignal.timeout(10_000),
    }).catch((error) => ({ ok: false, status: 503, text: async () => String(error) }));
    if (response.ok) return (await response.json()).data[0].id;
    const isPassing = response.status === 429 || response.status >= 500;
    if (!isPassing || tries === TRIES) {
      throw new Error(`answered ${response.status}: ${await response.text()}`);
    }
    await sleep(500 * 2 ** tries * Math.random());
  }
}

const id = await publish({
  type: "CARD_STATUS_CHANGE",
  payload: { event: "CARD_STATUS_CHANGE", card_status_change: { new_status: "SUSPENDED" } },
});
console.log(id);
