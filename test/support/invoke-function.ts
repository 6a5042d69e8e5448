import type { TestCloud } from "./cloud.ts";

/**
 * Runs a deployed function by itself, as a state machine or a schedule does.
 *
 * @returns what it answers
 * @throws {Error} what it throws
 */
export async function invokeFunction(
  cloud: TestCloud,
  name: string,
  payload: object = {},
): Promise<unknown> {
  // One call does not deserve the Lambda client; the emulator checks no signature.
  const url = `${cloud.endpoint_url}/2015-03-31/functions/${name}/invocations`;
  const response = await fetch(url, { method: "POST", body: JSON.stringify(payload) });
  const answer = await response.text();
  if (!response.ok || response.headers.has("x-amz-function-error")) throw new Error(answer);
  return JSON.parse(answer) as unknown;
}
