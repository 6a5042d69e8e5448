import { randomBytes } from "node:crypto";

import {
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";

import { successorOf } from "../shared/domain/vault-key-successor.ts";
import type { KeyVersion, KeyVersions } from "./ports.ts";

/** Bytes of a new key's text, which is hex: as many as the AES key that is made of it has. */
const KEY_BYTES = 32;

/**
 * The versions of the vault key in Secrets Manager. A new one is put beside the current one first
 * (AWSPENDING), under an id that follows from the current one's, and then takes over from exactly
 * that (AWSCURRENT): a compare-and-set. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
 */
export function makeKeyVersions(options: {
  readonly secretsManager: Pick<SecretsManagerClient, "send">;
  /** Name or ARN of the secret. */
  readonly keyId: string;
}): KeyVersions {
  const { secretsManager, keyId: SecretId } = options;

  async function find(which: Partial<GetSecretValueCommandInput>): Promise<KeyVersion | undefined> {
    try {
      const { VersionId: id, CreatedDate: created } = await secretsManager.send(
        new GetSecretValueCommand({ SecretId, ...which }),
      );
      if (id === undefined || created === undefined)
        throw new Error("a version without id or date");
      return { id, createdAtMs: created.getTime() };
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }

  async function current(): Promise<KeyVersion> {
    const version = await find({ VersionStage: "AWSCURRENT" });
    if (version === undefined) throw new Error("there is no vault key");
    return version;
  }

  /** Puts the successor beside the current version, unless a run that died has done so. */
  async function put(id: string): Promise<void> {
    if ((await find({ VersionId: id })) !== undefined) return;
    try {
      await secretsManager.send(
        new PutSecretValueCommand({
          SecretId,
          ClientRequestToken: id,
          SecretString: randomBytes(KEY_BYTES).toString("hex"),
          VersionStages: ["AWSPENDING"],
        }),
      );
    } catch (error) {
      // Another run was quicker: its key is as good.
      if (!(error instanceof ResourceExistsException)) throw error;
    }
  }

  return {
    current,
    previous: () => find({ VersionStage: "AWSPREVIOUS" }),

    async succeed(version) {
      const id = successorOf(version.id);
      await put(id);
      try {
        await secretsManager.send(
          new UpdateSecretVersionStageCommand({
            SecretId,
            VersionStage: "AWSCURRENT",
            MoveToVersionId: id,
            RemoveFromVersionId: version.id,
          }),
        );
      } catch (error) {
        // Refused because another run was quicker; everything else is a fault.
        if ((await current()).id === version.id) throw error;
      }
    },
  };
}
