import { isJsonObject } from "../../../lambdas/shared/domain/json-object.ts";

/** Where the document of the API says how long an attempt may take in this installation. */
const PLACE = [
  "components",
  "schemas",
  "NewWebhook",
  "properties",
  "config",
  "properties",
  "timeout_seconds",
  "maximum",
] as const;

/** The longest timeout that the installation takes, in seconds; `undefined`: it does not say. */
export function longestTimeoutIn(document: unknown): number | undefined {
  let found: unknown = document;
  for (const name of PLACE) found = isJsonObject(found) ? found[name] : undefined;
  return typeof found === "number" ? found : undefined;
}
