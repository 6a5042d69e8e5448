import type { DemoRequest } from "./demo-receiver.ts";
import type { RequestCheck } from "./request-checks.ts";

/** Headers that every HTTP client sends and that say nothing about Ringback. */
const DULL_HEADERS = new Set(["host", "connection", "content-length", "accept", "accept-encoding"]);

/** Characters of a header that are shown: with its name, a line of a wide terminal. */
const LONGEST_VALUE = 80;

/** What is known of a request of the demonstration itself. */
export interface SampleRequest {
  readonly checks: readonly RequestCheck[];
  readonly sinceEventMs: number;
}

/** One request's text for the terminal: what came, what was verified, what was answered. */
export function showRequest(request: DemoRequest, sample?: SampleRequest): string {
  const { headers, path, body, status } = request;
  const { checks = [] } = sample ?? {};
  const answered = status === 503 ? "503, as if it were busy: it will come again" : String(status);
  const names = Object.keys(headers).filter((name) => !DULL_HEADERS.has(name));
  const width = Math.max(...names.map((name) => name.length));
  return [
    "",
    `▶ ${request.method} ${path}   ${whenItCame(request, sample)}`,
    ...names.map((name) => `    ${name.padEnd(width)}  ${shortened(String(headers[name]))}`),
    "",
    ...shownBody(body)
      .split("\n")
      .map((line) => `    ${line}`),
    "",
    ...checks.map(
      ({ what, ok, detail }) => `  ${ok ? "✔" : "✖"} ${what}: ${ok ? "" : "NOT "}ok (${detail})`,
    ),
    `  ◀ answered ${answered}`,
    "",
  ].join("\n");
}

/** Long enough to recognise a signature by. */
function shortened(value: string): string {
  return value.length <= LONGEST_VALUE
    ? value
    : `${value.slice(0, LONGEST_VALUE)}… (${value.length} characters)`;
}

function shownBody(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    return body;
  }
}

function whenItCame({ receivedAtMs }: DemoRequest, sample?: SampleRequest): string {
  return sample === undefined
    ? `at ${new Date(receivedAtMs).toTimeString().slice(0, 8)}`
    : `${(sample.sinceEventMs / 1000).toFixed(1)} s after the event`;
}
