import type { Tenant } from "./tenant.ts";

/**
 * What a sealed text belongs to. It is authenticated with the text, so a sealed text copied to
 * another webhook, field or tenant cannot be opened there.
 */
export interface SealContext {
  readonly application: string;
  readonly environment: string;
  /** Id of the webhook or API key that the text belongs to. */
  readonly owner: string;
  readonly field: string;
}

/** The context of a secret field of a webhook: `basic_auth_password`, `custom_header:0`. */
export function webhookSealContext(
  webhook: Tenant & { readonly id: string },
  field: string,
): SealContext {
  const { application, environment, id } = webhook;
  return { application, environment, owner: id, field };
}

/** The context as one line; no id holds `/`, so no two contexts read alike. */
export function sealContextText(context: SealContext): string {
  return `${context.application}/${context.environment}/${context.owner}/${context.field}`;
}

/** The context of the legacy shared secret of an environment. */
export function legacySecretSealContext({ application, environment }: Tenant): SealContext {
  return { application, environment, owner: "environment", field: "legacy_secret" };
}
