import { type SealContext, webhookSealContext } from "../../../shared/domain/seal-context.ts";
import type { Tenant } from "../../../shared/domain/tenant.ts";
import type { Webhook } from "../../../shared/domain/webhook.ts";
import { VaultError } from "../../../shared/vault/vault-error.ts";
import type { Credentials } from "./credentials.ts";

/** Seals credentials, and opens them to seal them again for another place. */
export interface CredentialVault {
  seal(plain: string, context: SealContext): Promise<string>;
  open(jwe: string, context: SealContext): Promise<string>;
  reseal(jwe: string, context: SealContext): Promise<string>;
}

/** Seals each webhook secret for its field; a kept one again if the vault key has changed. */
export async function sealSecrets(
  vault: CredentialVault,
  webhook: Tenant & { readonly id: string },
  secrets: Credentials["secrets"],
  stored: Webhook["sealed"] = {},
): Promise<Webhook["sealed"]> {
  const sealed = await Promise.all(
    Array.from(secrets, async ([field, source]) => {
      if (source.kind === "kept" && source.field === field) {
        return [field, await resealed(vault, webhook, field, stored[field] ?? "")];
      }
      const plain =
        source.kind === "given"
          ? source.text
          : await vault.open(stored[source.field] ?? "", webhookSealContext(webhook, source.field));
      return [field, await vault.seal(plain, webhookSealContext(webhook, field))];
    }),
  );
  return Object.fromEntries(sealed) as Webhook["sealed"];
}

/**
 * A sealed field under the current vault key. One that cannot be opened stays as it is: whoever
 * changes a webhook may be about to fix something else, and the attempts tell of it.
 */
export async function resealed(
  vault: Pick<CredentialVault, "reseal">,
  webhook: Tenant & { readonly id: string },
  field: string,
  jwe: string,
): Promise<string> {
  try {
    return await vault.reseal(jwe, webhookSealContext(webhook, field));
  } catch (error) {
    if (error instanceof VaultError) return jwe;
    throw error;
  }
}
