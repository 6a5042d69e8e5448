import { randomUUID } from "node:crypto";

import {
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";

/** Secrets Manager in memory: values by version, with the stages AWSCURRENT and AWSPREVIOUS. */
export function makeFakeSecretsManager(initial: Readonly<Record<string, string>> = {}) {
  const secrets = new Map<string, { version: string; text: string }[]>();
  const reads: GetSecretValueCommandInput[] = [];
  let failure: Error | undefined;

  function rotate(name: string, text: string): string {
    const version = randomUUID();
    secrets.set(name, [{ version, text }, ...(secrets.get(name) ?? [])]);
    return version;
  }

  for (const [name, text] of Object.entries(initial)) rotate(name, text);

  async function send(command: unknown): Promise<unknown> {
    if (!(command instanceof GetSecretValueCommand)) throw new Error("unknown command");
    reads.push(command.input);
    if (failure !== undefined) {
      const error = failure;
      failure = undefined;
      throw error;
    }
    const { SecretId = "", VersionId, VersionStage = "AWSCURRENT" } = command.input;
    const versions = secrets.get(SecretId) ?? [];
    const found =
      VersionId === undefined
        ? versions[VersionStage === "AWSPREVIOUS" ? 1 : 0]
        : versions.find(({ version }) => version === VersionId);
    if (found === undefined) throw new Error("ResourceNotFoundException");
    return { Name: SecretId, VersionId: found.version, SecretString: found.text };
  }

  return {
    client: { send } as unknown as Pick<SecretsManagerClient, "send">,
    /** Every GetSecretValue so far. */
    reads,
    rotate,
    /** The version that carries AWSCURRENT. */
    currentVersion: (name: string) => secrets.get(name)?.[0]?.version,
    /** Lets the next reading fail. */
    failNext(error: Error) {
      failure = error;
    },
  };
}
