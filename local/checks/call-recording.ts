import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Makes each function of a test run record its AWS calls, to check least privilege by them. */
export interface CallRecording {
  /** One line a right, as test/support/aws-call-recorder.ts writes it. */
  readonly file: string;
  /** What the functions need for it in their environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * @param root the checkout
 * @param folder where the record goes
 */
export function callRecording(root: string, folder: string): CallRecording {
  const file = join(folder, "aws-calls.jsonl");
  const recorder = pathToFileURL(join(root, "test", "support", "aws-call-recorder.ts"));
  // A URL has neither spaces nor quotes, so it needs no quoting in NODE_OPTIONS.
  const environment = { NODE_OPTIONS: `--import=${recorder.href}`, RINGBACK_TEST_CALLS: file };
  return { file, environment };
}
