import { type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";

import { makeHttpSender } from "../../shared/adapters/http-sender.ts";
import type { Vault } from "../../shared/adapters/vault.ts";
import { makeReadyWebhooks } from "../../shared/attempt/ready-webhooks.ts";
import { makeJwsSigner, type SigningKeyList } from "../../shared/attempt/signing/jws-signer.ts";
import type { DestinationRules } from "../../shared/domain/destination-rules.ts";
import type { TestPorts } from "./test-webhook.ts";

/** What a test request is made with: the very parts that deliver makes its attempts with. */
export function composeAttempts(options: {
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  /** The webhooks table. */
  readonly tableName: string;
  readonly signingKeys: SigningKeyList;
  readonly intervalMs: number;
  readonly vault: Pick<Vault, "open">;
  readonly destinationRules: DestinationRules;
  readonly now: () => number;
}): Pick<TestPorts, "readyWebhooks" | "sender"> {
  const { dynamodb, tableName, signingKeys, intervalMs, vault, destinationRules, now } = options;
  const sender = makeHttpSender({ ...destinationRules, now });
  return {
    sender,
    readyWebhooks: makeReadyWebhooks({
      async readItem(key) {
        const { Item: item } = await dynamodb.send(
          new GetItemCommand({ TableName: tableName, Key: { ...key }, ConsistentRead: true }),
        );
        return item;
      },
      vault,
      jwsSigner: makeJwsSigner({ keys: signingKeys, vault, intervalMs }),
      send: sender.send,
      now,
    }),
  };
}
