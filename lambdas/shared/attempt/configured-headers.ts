import { BASIC_AUTH_PASSWORD_FIELD, customHeaderField, type Webhook } from "../domain/webhook.ts";

/**
 * The headers that a webhook's configuration asks for: name, value, name, value … Basic
 * authentication is UTF-8 (RFC 7617, section 2.1).
 * @param openField gives the secret of a sealed field
 */
export async function configuredHeaders(
  webhook: Pick<Webhook, "config" | "sealed">,
  openField: (field: string, jwe: string) => Promise<string>,
): Promise<string[]> {
  const { config, sealed } = webhook;
  const open = async (field: string): Promise<string> => {
    const jwe = sealed[field];
    return jwe === undefined ? "" : openField(field, jwe);
  };
  const headers: string[] = [];
  if (config.basicAuthUsername !== undefined) {
    const password = await open(BASIC_AUTH_PASSWORD_FIELD);
    const credentials = Buffer.from(`${config.basicAuthUsername}:${password}`).toString("base64");
    headers.push("authorization", `Basic ${credentials}`);
  }
  const values = await Promise.all(
    config.customHeaderNames.map((_, index) => open(customHeaderField(index))),
  );
  for (const [index, name] of config.customHeaderNames.entries()) {
    headers.push(name, values[index] ?? "");
  }
  return headers;
}
