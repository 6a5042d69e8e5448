import { legacySecretSealContext, type SealContext } from "../../shared/domain/seal-context.ts";
import { ENVIRONMENTS, type Environment, type Tenant } from "../../shared/domain/tenant.ts";
import type { Change } from "../changes/domain/change.ts";
import type { Changed } from "../http/route.ts";
import type { LegacySecrets } from "../webhooks/webhook-ports.ts";

/** What setting legacy secrets needs. */
export interface LegacySecretPorts {
  readonly legacySecrets: LegacySecrets;
  readonly vault: { seal(plain: string, context: SealContext): Promise<string> };
}

/** Seals and stores legacy secrets from a request; `null` removes one, unnamed ones stay. */
export async function setLegacySecrets(
  { legacySecrets, vault }: LegacySecretPorts,
  application: string,
  given: Readonly<Partial<Record<Environment, string | null | undefined>>> = {},
  changed: Changed,
): Promise<void> {
  for (const environment of ENVIRONMENTS) {
    const secret = given[environment];
    if (secret !== undefined) {
      const tenant = { application, environment };
      const jwe =
        secret === null ? undefined : await vault.seal(secret, legacySecretSealContext(tenant));
      const before = await legacySecrets.read(tenant);
      const isSet = await legacySecrets.set(tenant, jwe);
      if (isSet && (before !== undefined || jwe !== undefined)) {
        changed(legacySecretChange(tenant, jwe === undefined ? "removed" : "set"));
      }
    }
  }
}

function legacySecretChange(
  { application, environment }: Tenant,
  secret: "set" | "removed",
): Change {
  const fields = [{ field: "legacy_secret", secret }];
  return {
    action: "changed",
    what: "application",
    id: application,
    application,
    environment,
    fields,
  };
}
