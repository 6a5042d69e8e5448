import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { sayReady } from "./child.ts";

/** A receiver that reads each request and answers 200 with a few bytes. */
const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    response.setHeader("content-type", "application/json");
    response.end('{"ok":true}');
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  sayReady({ port: (server.address() as AddressInfo).port });
});
