import { explainCredentials } from "../deploy/explain-credentials.ts";

/** What to do about an error of AWS that people can mend; `undefined` for any other. */
export function explainAwsError(error: unknown, tableName: string): string | undefined {
  const known = error instanceof Error ? error : new Error(String(error));
  const { name, message } = known;
  const hint = explainCredentials(known);
  if (hint !== undefined) return hint;
  if (name === "ResourceNotFoundException") {
    return `there is no table ${tableName} in this account and region: --name-prefix <prefix>, AWS_REGION, AWS_PROFILE`;
  }
  if (name === "AccessDeniedException") {
    return `${message}; docs/upgrades-and-recovery.md lists the rights it takes`;
  }
  return message.startsWith("Region is missing")
    ? "no AWS region is set: export AWS_REGION=eu-central-1 (or the region of the installation)"
    : undefined;
}
