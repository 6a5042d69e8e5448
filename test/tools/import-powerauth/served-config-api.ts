import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";

import { onTestFinished } from "vitest";

import { makeConfigApiTestBed } from "../../support/config-api-test-bed.ts";
import { closeServer, listenLocally } from "../../support/local-server.ts";

/** An answer in place of the API's own. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request as the server got it. */
export interface Got {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** What goes wrong with a request: another answer, or none at all. */
export type Fault = (request: Got) => Answer | "hang up" | undefined;

/** The config API, on stores in memory, served on 127.0.0.1; it lists one webhook a page. */
export async function serveConfigApi() {
  const bed = makeConfigApiTestBed();
  const requests: Got[] = [];
  const faults: Fault[] = [];

  async function answer(got: Got): Promise<Answer | "hang up"> {
    const fault = faults.map((one) => one(got)).find((one) => one !== undefined);
    if (fault !== undefined) return fault;
    const { method, path, headers, body } = got;
    const kept = ["content-type", "idempotency-key"].flatMap((name) => {
      const value = headers[name];
      return typeof value === "string" ? [[name, value]] : [];
    });
    const { status, text: said } = await bed.ask(method, path.replace("limit=200", "limit=1"), {
      key: headers.authorization?.replace("Bearer ", "") ?? "",
      headers: Object.fromEntries(kept) as Record<string, string>,
      ...(body !== "" && { body }),
    });
    return { status, body: said };
  }

  const server = createServer(async (request, response) => {
    const { method = "", url: path = "", headers } = request;
    const got = { method, path, headers, body: await text(request) };
    requests.push(got);
    const answered = await answer(got);
    if (answered === "hang up") request.socket.destroy();
    else response.writeHead(answered.status, answered.headers).end(answered.body);
  });
  const url = await listenLocally(server);
  onTestFinished(() => closeServer(server));
  return { ...bed, url, requests, faults };
}
