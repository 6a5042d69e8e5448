import type { DemoRequest } from "./demo-receiver.ts";
import type { Sample } from "./demo.ts";
import { type FetchPublicKey, verifyJws } from "./verify-jws.ts";

/** What a receiver should verify of a request, and how that went. */
export interface RequestCheck {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Undefined where the webhook of the sample asks for nothing of the kind. */
type Check = (
  request: DemoRequest,
  sample: Sample,
  fetchPublicKey: FetchPublicKey,
) => RequestCheck | undefined | Promise<RequestCheck | undefined>;

/** In the order in which they are shown. */
const CHECKS: readonly Check[] = [basicAuthentication, customHeaders, signature, exactBody];

/** Everything the demo receiver verifies of one request. */
export async function checkRequest(
  request: DemoRequest,
  sample: Sample,
  fetchPublicKey: FetchPublicKey,
): Promise<RequestCheck[]> {
  const checks = await Promise.all(
    CHECKS.map(async (check) => check(request, sample, fetchPublicKey)),
  );
  return checks.filter((check) => check !== undefined);
}

function basicAuthentication({ headers }: DemoRequest, sample: Sample): RequestCheck | undefined {
  const { basic_auth_username: user, basic_auth_password: password } = configOf(sample);
  if (user === undefined) return undefined;
  const expected = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  return {
    what: "authentication",
    ok: headers.authorization === expected,
    detail: `Basic, user ${user}`,
  };
}

function customHeaders({ headers }: DemoRequest, sample: Sample): RequestCheck | undefined {
  const { custom_headers: wanted } = configOf(sample);
  if (wanted === undefined) return undefined;
  const ok = wanted.every(({ header_name, header_value }) => headers[header_name] === header_value);
  return {
    what: "custom headers",
    ok,
    detail: wanted.map(({ header_name }) => header_name).join(", "),
  };
}

async function signature(
  { headers, body }: DemoRequest,
  { isSigned }: Sample,
  fetchPublicKey: FetchPublicKey,
): Promise<RequestCheck | undefined> {
  if (isSigned === undefined) return undefined;
  const verified = await verifyJws(body, String(headers["jws-signature"]), fetchPublicKey);
  return { what: "signature", ...verified };
}

function exactBody({ body }: DemoRequest, { payload }: Sample): RequestCheck {
  const expected = JSON.stringify(JSON.parse(payload));
  return { what: "body", ok: body === expected, detail: "the document's JSON, compact" };
}

function configOf({ webhook }: Sample): {
  basic_auth_username?: string;
  basic_auth_password?: string;
  custom_headers?: { header_name: string; header_value: string }[];
} {
  return JSON.parse(webhook).config ?? {};
}
