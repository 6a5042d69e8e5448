import { parametersPath } from "../../lib/shared/published-outputs.ts";
import type { StackOutputs } from "../../local/cloud/deploy-stacks.ts";

/**
 * The three commands that follow a deployment (get the operator key, make an application, make its
 * first API key), what the key opens, and the command by which other programs find the outputs.
 */
export function firstSteps(
  outputs: StackOutputs,
  { region, namePrefix }: { readonly region: string; readonly namePrefix: string },
): string {
  const {
    ApiUrl: url = "",
    ConsoleUrl: consoleUrl = "",
    OperatorKeySecretArn: secret = "",
  } = outputs;
  const post = (path: string, body: object): string =>
    [
      `  curl -X POST '${url.replace(/\/$/, "")}${path}'`,
      `-H "authorization: Bearer $RINGBACK_OPERATOR_KEY"`,
      `-H 'content-type: application/json'`,
      `-d '${JSON.stringify(body)}'`,
    ].join(" ");
  const key = { name: "first", role: "admin", application: "acme", environment: "production" };
  return [
    "Next:",
    "",
    `  export RINGBACK_OPERATOR_KEY=$(aws secretsmanager get-secret-value --region ${region} --secret-id '${secret}' --query SecretString --output text)`,
    post("/applications", { id: "acme", name: "Acme" }),
    post("/api-keys", key),
    "",
    `With that key, or the operator key, sign in to the console: ${consoleUrl}`,
    "",
    "Other programs and stacks find the outputs as parameters:",
    "",
    `  aws ssm get-parameters-by-path --region ${region} --path ${parametersPath(namePrefix)} --query 'Parameters[].[Name,Value]' --output text`,
    "",
  ].join("\n");
}
