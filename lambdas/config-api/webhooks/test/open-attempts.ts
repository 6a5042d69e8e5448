import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { makeReadyWebhooks } from "../../../shared/attempt/ready-webhooks.ts";
import { redactEchoedSecrets } from "../../../shared/attempt/redact-echoed-secrets.ts";
import { makeJwsSigner, type SigningKeyList } from "../../../shared/attempt/signing/jws-signer.ts";
import type { DestinationRules } from "../../../shared/domain/destination-rules.ts";
import { getItem } from "../../../shared/dynamodb/attributes.ts";
import type { Vault } from "../../../shared/vault/vault.ts";
import type { AttemptParts } from "./test-webhook.ts";

/** What the parts of a test are made of. */
export interface AttemptSources {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  /** The webhooks table. */
  readonly tableName: string;
  readonly signingKeys: SigningKeyList;
  /** How often signing keys change. */
  readonly intervalMs: number;
  readonly vault: Pick<Vault, "open">;
  readonly destinationRules: DestinationRules;
  readonly now: () => number;
}

/** Opens, at the first test of a webhook, the very parts that deliver makes its attempts with. */
export function makeOpenAttempts(sources: AttemptSources): () => Promise<AttemptParts> {
  let opened: Promise<AttemptParts> | undefined;
  return () => {
    opened ??= open(sources);
    return opened;
  };
}

/** Loads the HTTP client only now: a fifth of this function, and hardly a request needs it. */
async function open(sources: AttemptSources): Promise<AttemptParts> {
  const { makeHttpSender } = await import("../../../shared/http/http-sender.ts");
  const { dynamodb, tableName, signingKeys, intervalMs, vault, destinationRules, now } = sources;
  const sender = makeHttpSender({ ...destinationRules, now });
  return {
    sender: redactEchoedSecrets(sender),
    readyWebhooks: makeReadyWebhooks({
      readItem: (key) => getItem(dynamodb, tableName, key),
      vault,
      jwsSigner: makeJwsSigner({ keys: signingKeys, vault, intervalMs }),
      send: sender.send,
      now,
    }),
  };
}
