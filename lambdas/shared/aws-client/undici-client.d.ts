/*
 * The two parts of undici that Ringback runs on. Importing them by path instead of the whole
 * package spares each cold start 270 KB and ~20 ms (fetch, WebSocket, caches, mocks). Versions are
 * pinned; test/lambdas/shared/aws-client/sdk-shapes.test.ts holds these paths.
 */
declare module "undici/lib/dispatcher/client.js" {
  import { Client } from "undici";
  export default Client;
}

declare module "undici/lib/core/connect.js" {
  import type { Socket } from "node:net";

  import type { buildConnector } from "undici";
  /**
   * As undici's own type, which hides that the socket is returned at once, while it still connects.
   */
  export default function makeConnector(
    options: buildConnector.BuildOptions,
  ): (options: buildConnector.Options, callback: buildConnector.Callback) => Socket;
}
