// node receiver.mjs: receives webhooks that are signed as Standard Webhooks say. SECRET is the webhook's, PORT 9000 unless given.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const { SECRET, PORT = "9000" } = process.env;
const TOLERANCE_SECONDS = 300;
const LONGEST_BODY = 512 * 1024;

/** Deliveries that were taken; a real receiver keeps them in its database, in the transaction of the work. */
const seen = new Set();

/** body: a Buffer; headers: names in lower case */
function verifyStandard(body, headers, secret) {
  const {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures,
  } = headers;
  if (!id || !/^\d+$/.test(timestamp) || !signatures) return false;
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const mac = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
  const expected = Buffer.from(`v1,${mac}`);
  return signatures.split(" ").some((signature) => {
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

const server = createServer(async (request, response) => {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LONGEST_BODY) return response.writeHead(413, { connection: "close" }).end();
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks); // the very bytes that came: parsed only once they are verified
  if (!verifyStandard(body, request.headers, SECRET)) return response.writeHead(401).end();
  const delivery = request.headers["ringback-delivery"];
  const isNew = !seen.has(delivery);
  seen.add(delivery);
  response.writeHead(204).end(); // first the answer, then the work
  console.log(isNew ? "new" : "repeat", delivery, JSON.stringify(JSON.parse(body)));
});
server.listen(Number(PORT), "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
