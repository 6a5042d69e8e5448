import type { StackOutputs } from "../cloud/deploy-stacks.ts";

/** The three commands that follow a deployment: get the operator key, make an application, make its first API key. */
export function firstSteps(outputs: StackOutputs, region: string): string {
  const { ApiUrl: url = "", OperatorKeySecretArn: secret = "" } = outputs;
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
  ].join("\n");
}
