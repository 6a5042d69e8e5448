import { RunFailed } from "../session/run-failed.ts";

/** Calls the config API of a local cloud; one per key. */
export interface ConfigApiClient {
  /**
   * POSTs a body (text goes out byte for byte) and returns the answer.
   *
   * @throws {RunFailed} with status and answer when that is not 2xx
   */
  post<Answer>(path: string, body: string | object): Promise<Answer>;
}

/** @param key API key or operator key */
export function configApiClient(apiUrl: string, key: string): ConfigApiClient {
  return {
    async post<Answer>(path: string, body: string | object) {
      const response = await fetch(`${apiUrl}${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: typeof body === "string" ? body : JSON.stringify(body),
      });
      const text = await response.text();
      if (!response.ok)
        throw new RunFailed(`POST ${path} was answered ${response.status}: ${text}`);
      return JSON.parse(text) as Answer;
    },
  };
}
