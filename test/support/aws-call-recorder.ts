// Loaded into every function of a test run (NODE_OPTIONS=--import), never part of one: appends each
// right that the function's calls to AWS need, once a process, as a line {"function", "action",
// "resource", "context"} to the file that RINGBACK_TEST_CALLS names. It sees what is sent with
// undici, through its diagnostics channel, and with node:http.
import { subscribe } from "node:diagnostics_channel";
import { appendFileSync } from "node:fs";
import { ClientRequest } from "node:http";

import { withoutIds } from "./dynamo-context.ts";
import { type UsedRight, usedRights } from "./used-rights.ts";

/** A request to AWS, whoever sends it. */
interface AwsRequest {
  /** Method and path, for requests that name no operation. */
  readonly line: string;
  readonly target: string | undefined;
  readonly body: unknown;
}

/** The part of undici's request that is looked at: https://undici.nodejs.org/#/docs/api/DiagnosticsChannel */
interface UndiciRequest {
  readonly origin: string | URL;
  readonly method: string;
  readonly path: string;
  /** Name, value, name, value … */
  readonly headers: readonly string[];
  readonly body: unknown;
}

const file = process.env["RINGBACK_TEST_CALLS"];
const functionName = process.env["AWS_LAMBDA_FUNCTION_NAME"];
const endpoint = URL.parse(process.env["AWS_ENDPOINT_URL"] ?? "");
const seen = new Set<string>();

if (file !== undefined && functionName && endpoint !== null) {
  subscribe("undici:request:create", (message) => {
    const { request } = message as { request: UndiciRequest };
    if (String(request.origin) !== endpoint.origin) return;
    const { method, path, headers, body } = request;
    const name = headers.findIndex(
      (text, index) => index % 2 === 0 && /^x-amz-target$/i.test(text),
    );
    const target = name === -1 ? undefined : headers[name + 1];
    record({ line: `${method} ${path}`, target, body });
  });

  const end: unknown = Reflect.get(ClientRequest.prototype, "end");
  // A request's body comes in one piece, with its end: that is how the SDK sends what it has in
  // memory.
  ClientRequest.prototype.end = function recordAndEnd(this: ClientRequest, ...args: unknown[]) {
    if (this.getHeader("host") === endpoint.host) {
      const target = this.getHeader("x-amz-target");
      record({
        line: `${this.method} ${this.path}`,
        target: target === undefined ? undefined : String(target),
        body: args[0],
      });
    }
    return Reflect.apply(end as (...args: unknown[]) => ClientRequest, this, args);
  };
}

function record({ line, target, body }: AwsRequest): void {
  const text = body instanceof Uint8Array ? Buffer.from(body).toString() : String(body);
  const rights: readonly UsedRight[] =
    target === undefined
      ? [{ action: `unknown:${line}`, resource: "?" }]
      : usedRights(target, text);
  for (const { context, ...right } of rights) {
    const conditions = context === undefined ? {} : { context: withoutIds(context) };
    const entry = JSON.stringify({ function: functionName, ...right, ...conditions });
    if (seen.has(entry)) continue;
    seen.add(entry);
    appendFileSync(String(file), `${entry}\n`);
  }
}
