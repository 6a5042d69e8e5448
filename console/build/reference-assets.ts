import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

import plugin from "@scalar/fastify-api-reference";

import type { Asset } from "./asset.ts";

const PACKAGE = "@scalar/fastify-api-reference";

/**
 * Zod, which is in it, else tries whether it may make code of text: the page's CSP says no, and a
 * browser reports the try. https://zod.dev/api#jitless
 */
const WITHOUT_EVAL = "globalThis.__zod_globalConfig = { jitless: true };\n";

/** What of fastify's plugin API the package uses to serve its page. */
interface Recorder {
  route(route: Route): void;
  hasPlugin(): boolean;
}

interface Route {
  readonly url: string;
  handler(request: object, reply: Reply): unknown;
}

interface Reply {
  header(): Reply;
  send(body: string): Reply;
}

type Plugin = (server: Recorder, options: object, done: () => void) => void;

/**
 * The script that renders the API reference: Scalar's, for a browser, in one file of 4.9 MB. The
 * package `@scalar/api-reference` has it and needs 311 MB; this plugin of theirs carries it as text
 * and needs 24, so that it is asked for its route as fastify would ask.
 * @throws {Error} when the package serves it otherwise than it did
 */
export async function referenceAssets(): Promise<Asset[]> {
  const routes: Route[] = [];
  const server: Recorder = { route: (route) => routes.push(route), hasPlugin: () => false };
  const options = { routePrefix: "/docs", configuration: { url: "openapi.json" } };
  (plugin as unknown as Plugin)(server, options, () => undefined);
  const script = answerOf(routes.find(({ url }) => url.endsWith("/scalar.js")));
  if (!script.includes("createApiReference")) {
    throw new Error(`${PACKAGE} serves no script with createApiReference: expected at /scalar.js.`);
  }
  const text = `${await licence()}${WITHOUT_EVAL}${withoutSourceMap(script)}`;
  return [{ name: "scalar.js", contents: Buffer.from(text) }];
}

function answerOf(route: Route | undefined): string {
  let sent = "";
  const reply: Reply = {
    header: () => reply,
    send: (body) => {
      sent = body;
      return reply;
    },
  };
  route?.handler({}, reply);
  return sent;
}

/** The MIT licence wants its text in all copies. */
async function licence(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve(PACKAGE);
  const text = await readFile(new URL("../LICENSE", pathToFileURL(entry)), "utf8");
  return `/*! ${PACKAGE}\n${text.trim()}\n*/\n`;
}

/** It names a source map that is not served. */
function withoutSourceMap(script: string): string {
  return script.replace(/\n\/\/# sourceMappingURL=\S+\s*$/u, "\n");
}
