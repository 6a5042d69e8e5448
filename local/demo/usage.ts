import type { CloudFile } from "../cloud/cloud-file.ts";
import { LOCAL_AWS } from "../cloud/local-aws.ts";
import { DEMO_APPLICATION } from "./demo.ts";
import { quoted } from "./environment-file.ts";

/** An event that the built-in schema of its type takes. */
const EVENT = {
  type: "CARD_STATUS_CHANGE",
  payload: { event: "CARD_STATUS_CHANGE", card_status_change: { new_status: "SUSPENDED" } },
};

const HEADERS = `-H "authorization: Bearer $KEY" -H 'content-type: application/json'`;

/**
 * What one can do now that the local cloud is up: the console, and commands for another terminal,
 * in bash or zsh, from any folder. No comments between them: zsh takes those for commands.
 *
 * @param environmentFile the absolute path of `.ringback/env.sh`
 * @param apiKey to sign in with: that of the demo application
 */
export function usage(cloud: CloudFile, environmentFile: string, apiKey: string): string {
  return `
Ringback is up. Its console is at ${cloud.console_url}
Sign in with the API key ${apiKey}

Your first webhook, in another terminal (bash or zsh):

  source ${quoted(environmentFile)}

${firstWebhook()}

It makes a webhook and publishes an event; the request that arrives is shown here. One more event, by the AWS CLI:

  ${eventByAwsCli(cloud)}

What became of the deliveries:

  curl -sS -w '\\n' "$API/deliveries?limit=5" -H "authorization: Bearer $KEY"

The API describes itself at ${cloud.api_url}/docs
Queues and the operator key are in .ringback/cloud.json. Ctrl-C ends everything.
`;
}

/** One command to make a webhook at the demo's receiver and publish an event for it. */
function firstWebhook(): string {
  const webhook = `{\\"endpoint\\": \\"$RECEIVER/mine\\", \\"events\\": [\\"${EVENT.type}\\"]}`;
  return [
    `  curl -sS -w '\\n' "$API/webhooks" ${HEADERS} \\`,
    `    -d "${webhook}" \\`,
    `    --next -sS -w '\\n' "$API/events" ${HEADERS} \\`,
    `    -d ${quoted(JSON.stringify(EVENT))}`,
  ].join("\n");
}

/** The variables are for this command only, so a shell used for a real account is unchanged. */
function eventByAwsCli({ event_bus, endpoint_url, region }: CloudFile): string {
  const { accessKeyId, secretAccessKey } = LOCAL_AWS;
  const { type, payload } = EVENT;
  const entry = {
    EventBusName: event_bus,
    Source: "com.example.cards",
    DetailType: type,
    Detail: JSON.stringify({ application: DEMO_APPLICATION, payload }),
  };
  return [
    `AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey}`,
    `aws events put-events --endpoint-url ${endpoint_url} --region ${region}`,
    `--entries ${quoted(JSON.stringify([entry]))}`,
  ].join(" ");
}
