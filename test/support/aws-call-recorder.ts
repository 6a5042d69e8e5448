// Loaded into every function of a test run (NODE_OPTIONS=--import), never part of one: appends each right that the
// function's calls to AWS need, once a process, as a line {"function", "action", "resource"} to the file that
// RINGBACK_TEST_CALLS names. AWS SDK clients send through node:http; requests to receivers do not (undici).
import { appendFileSync } from "node:fs";
import { ClientRequest } from "node:http";

import { usedRights } from "./used-rights.ts";

const file = process.env["RINGBACK_TEST_CALLS"];
const functionName = process.env["AWS_LAMBDA_FUNCTION_NAME"];
const awsHost = hostOf(process.env["AWS_ENDPOINT_URL"]);
const seen = new Set<string>();

if (file !== undefined && functionName) {
  const end: unknown = Reflect.get(ClientRequest.prototype, "end");
  // A request's body comes in one piece, with its end: that is how the SDK sends what it has in memory.
  ClientRequest.prototype.end = function recordAndEnd(this: ClientRequest, ...args: unknown[]) {
    if (this.getHeader("host") === awsHost) record(this, args[0]);
    return Reflect.apply(end as (...args: unknown[]) => ClientRequest, this, args);
  };
}

function record(request: ClientRequest, body: unknown): void {
  const target = request.getHeader("x-amz-target");
  const rights =
    typeof target === "string"
      ? usedRights(target, body instanceof Uint8Array ? Buffer.from(body).toString() : String(body))
      : [{ action: `unknown:${request.method} ${request.path}`, resource: "?" }];
  for (const right of rights) {
    const line = JSON.stringify({ function: functionName, ...right });
    if (seen.has(line)) continue;
    seen.add(line);
    appendFileSync(String(file), `${line}\n`);
  }
}

function hostOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : new URL(url).host;
}
