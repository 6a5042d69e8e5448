import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/**
 * Reads the operator key, made at deploy.
 * @throws Error when the secret cannot be read or has no text
 */
export function makeOperatorKeyReader(options: {
  readonly secretsManager: Pick<SecretsManagerClient, "send">;
  /** Name or ARN of its secret. */
  readonly keyId: string;
}): () => Promise<string> {
  const { secretsManager, keyId } = options;
  return async () => {
    const { SecretString: text } = await secretsManager.send(
      new GetSecretValueCommand({ SecretId: keyId }),
    );
    if (!text) throw new Error("the secret of the operator key has no text");
    return text;
  };
}
