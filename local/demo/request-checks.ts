import type { DemoRequest } from "./demo-receiver.ts";
import type { Sample } from "./demo.ts";

/** What a receiver should verify of a request, and how that went. */
export interface RequestCheck {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
}

type Check = (request: DemoRequest, sample: Sample) => RequestCheck;

/** In the order in which they are shown. */
const CHECKS: readonly Check[] = [basicAuthentication, customHeaders, exactBody];

/** Everything the demo receiver verifies of one request. */
export function checkRequest(request: DemoRequest, sample: Sample): RequestCheck[] {
  return CHECKS.map((check) => check(request, sample));
}

function basicAuthentication({ headers }: DemoRequest, sample: Sample): RequestCheck {
  const { basic_auth_username: user, basic_auth_password: password } = configOf(sample);
  const expected = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  return {
    what: "authentication",
    ok: headers.authorization === expected,
    detail: `Basic, user ${user}`,
  };
}

function customHeaders({ headers }: DemoRequest, sample: Sample): RequestCheck {
  const wanted = configOf(sample).custom_headers;
  const ok = wanted.every(({ header_name, header_value }) => headers[header_name] === header_value);
  return {
    what: "custom headers",
    ok,
    detail: wanted.map(({ header_name }) => header_name).join(", "),
  };
}

function exactBody({ body }: DemoRequest, { payload }: Sample): RequestCheck {
  const expected = JSON.stringify(JSON.parse(payload));
  return { what: "body", ok: body === expected, detail: "the document's JSON, compact" };
}

function configOf({ webhook }: Sample): {
  basic_auth_username: string;
  basic_auth_password: string;
  custom_headers: { header_name: string; header_value: string }[];
} {
  return JSON.parse(webhook).config;
}
