import { isOwnUrl, type OwnHosts } from "./domain/own-hosts.ts";
import { type FieldError, problem, type Problem } from "./problem.ts";

/**
 * Whether Ringback itself sent a request, this installation or another: deliveries and tests carry
 * `ringback-delivery`, these and requests for tokens `user-agent: Ringback/<version>`. No webhook
 * can replace either (webhooks/authentication/custom-headers.ts).
 */
export function isOwnRequest(headers: Readonly<Record<string, string | undefined>> = {}): boolean {
  return Object.entries(headers).some(([name, value = ""]) => {
    const lower = name.toLowerCase();
    return lower === "ringback-delivery" || (lower === "user-agent" && /^ringback\//iu.test(value));
  });
}

/** The answer: no key in a webhook lets Ringback call itself (RFC 5842, section 7.2). */
export function loopProblem(): Problem {
  return problem(
    "loop-detected",
    "Ringback sent this request itself. Let a receiver of yours make a request of its own, without the headers user-agent and ringback-delivery of what it got.",
  );
}

/**
 * What is wrong with the URLs of a body that lead to this installation itself.
 * @param paths where the body may hold URLs: `config.oauth2.token_url`
 */
export function ownUrlErrors(
  paths: readonly string[],
  body: unknown,
  own: OwnHosts,
): readonly FieldError[] {
  return paths.flatMap((field) => {
    const url = memberAt(body, field.split("."));
    return typeof url === "string" && isOwnUrl(url, own)
      ? [{ field, message: "is this installation of Ringback itself", hint: OWN_URL_HINT }]
      : [];
  });
}

const OWN_URL_HINT = "use the address of the receiver, which may call Ringback with its own key";

function memberAt(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return value;
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? memberAt((value as Record<string, unknown>)[name], rest)
    : undefined;
}
