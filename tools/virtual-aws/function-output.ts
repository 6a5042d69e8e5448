import type { Meter } from "../simulate/cost/usage.ts";

/** What CloudWatch Logs counts for each line besides its bytes. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const LINE_OVERHEAD_BYTES = 26;

/** What Lambda itself writes for each invocation, with values of the usual length. */
const PLATFORM_LINES = [
  "START RequestId: 00000000-0000-4000-8000-000000000000 Version: $LATEST",
  "END RequestId: 00000000-0000-4000-8000-000000000000",
  "REPORT RequestId: 00000000-0000-4000-8000-000000000000\tDuration: 123.45 ms\tBilled Duration: 124 ms\tMemory Size: 512 MB\tMax Memory Used: 120 MB\t",
];

/** Counts the lines that Lambda writes for one invocation. */
export function countPlatformLines(meter: Meter): void {
  meter.add("log: START, END, REPORT", { logBytes: bytesOf(PLATFORM_LINES) });
}

/**
 * Takes what the functions write instead of letting it out, and counts it as their logs.
 * @param onError told of every line of level ERROR
 * @returns lets everything out again
 */
export function takeOutput(meter: Meter, onError: (line: string) => void): () => void {
  const streams = [process.stdout, process.stderr] as const;
  const restore = streams.map((stream) => {
    const write = stream.write.bind(stream);
    stream.write = (chunk: string | Uint8Array): boolean => {
      for (const line of String(chunk).split("\n").filter(Boolean)) {
        meter.add(`log: ${nameOf(line)}`, { logBytes: bytesOf([line]) });
        if (line.includes('"level":"ERROR"')) onError(line);
      }
      return true;
    };
    return () => {
      stream.write = write;
    };
  });
  return () => restore.forEach((put) => put());
}

/** The message of a line, or what else it is. */
function nameOf(line: string): string {
  if (line.includes('"_aws"')) return "metrics (EMF)";
  return /"message":"(?<message>[^"]+)"/u.exec(line)?.groups?.["message"] ?? "other";
}

function bytesOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + LINE_OVERHEAD_BYTES, 0);
}
