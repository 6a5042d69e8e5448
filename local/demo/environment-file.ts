import { type CloudFile, writePrivateFile } from "../cloud/cloud-file.ts";
import { DEMO_APPLICATION } from "./demo.ts";

/** The demo tenant, and what receives for it. */
export interface DemoTenant {
  /** Role admin, environment production. */
  readonly apiKey: string;
  /** Base URL of the receiver that shows what arrives. */
  readonly receiverUrl: string;
}

/** Writes `.ringback/env.sh`, readable by its owner only: it holds an API key. */
export async function writeEnvironmentFile(
  path: string,
  cloud: CloudFile,
  tenant: DemoTenant,
): Promise<void> {
  await writePrivateFile(path, environmentText(cloud, tenant));
}

/**
 * What bash and zsh read with `source`. No variable of AWS's own is set: a shell that is used for a
 * real account, too, stays as it is.
 */
function environmentText(cloud: CloudFile, { apiKey, receiverUrl }: DemoTenant): string {
  const variables = {
    API: cloud.api_url,
    KEY: apiKey,
    RECEIVER: receiverUrl,
    BUS: cloud.event_bus,
    ENDPOINT: cloud.endpoint_url,
    REGION: cloud.region,
  };
  return [
    `# The local cloud of npm start, and the API key of its application "${DEMO_APPLICATION}". For bash and zsh.`,
    ...Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`),
    "",
  ].join("\n");
}

/** As one word of a POSIX shell, with nothing in it expanded. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
