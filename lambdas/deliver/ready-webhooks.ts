import type { ReadItem } from "../shared/adapters/dynamo-batch-reader.ts";
import { CONFIGURATION_LIFETIME_SECONDS } from "../shared/adapters/environment-item.ts";
import { makeRecentMap } from "../shared/adapters/recent-map.ts";
import { VaultError, type Vault } from "../shared/adapters/vault.ts";
import { readWebhookItem, webhookItemKey } from "../shared/adapters/webhook-item.ts";
import { webhookSealContext } from "../shared/domain/seal-context.ts";
import type { Webhook } from "../shared/domain/webhook.ts";
import { profileOf } from "../shared/profiles/profiles.ts";
import { configuredHeaders } from "./configured-headers.ts";
import type { ReadyWebhook, ReadyWebhooks } from "./ports.ts";

/** Webhooks that a warm function keeps ready, secrets included. */
const MOST_WEBHOOKS = 1000;

interface Remembered {
  readonly version: number;
  readonly untilMs: number;
  readonly ready: ReadyWebhook;
}

/**
 * Webhooks by their key, remembered for 30 s, but never an older version than a message was sent for: so an event that was
 * published after a change of its webhook is delivered by that change.
 */
export function makeReadyWebhooks(options: {
  readonly readItem: ReadItem;
  readonly vault: Pick<Vault, "open">;
  readonly now: () => number;
}): ReadyWebhooks {
  const { readItem, vault, now } = options;
  const remembered = makeRecentMap<Remembered>(MOST_WEBHOOKS);

  return {
    async find(tenant, id, leastVersion) {
      const known = remembered.get(id);
      if (known !== undefined && known.version >= leastVersion && known.untilMs > now()) {
        return known.ready;
      }
      const item = await readItem({ ...webhookItemKey(tenant, id) });
      if (item === undefined) {
        return undefined;
      }
      const webhook = readWebhookItem(item);
      const newer = remembered.get(id);
      // Another record of the batch may have made this very version ready meanwhile: secrets are opened once.
      const ready =
        newer?.version === webhook.version ? newer.ready : await makeReady(webhook, vault);
      const untilMs = now() + CONFIGURATION_LIFETIME_SECONDS * 1000;
      remembered.set(id, { version: webhook.version, untilMs, ready });
      return ready;
    },
  };
}

async function makeReady(webhook: Webhook, vault: Pick<Vault, "open">): Promise<ReadyWebhook> {
  const { status, endpoint } = webhook;
  return {
    status,
    endpoint,
    profile: profileOf(webhook),
    headers: await openHeaders(webhook, vault),
  };
}

/** A credential that cannot be opened fails the attempt, visibly; a vault that does not answer is a fault, and asked again. */
async function openHeaders(
  webhook: Webhook,
  vault: Pick<Vault, "open">,
): Promise<ReadyWebhook["headers"]> {
  try {
    const flat = await configuredHeaders(webhook, (field, jwe) =>
      vault.open(jwe, webhookSealContext(webhook, field)),
    );
    return { ok: true, flat };
  } catch (error) {
    if (error instanceof VaultError && error.code === "VAULT_SEAL_BROKEN") {
      return { ok: false, message: error.message };
    }
    throw error;
  }
}
