import { legacySecretSealContext, type SealContext } from "../../shared/domain/seal-context.ts";
import { ENVIRONMENTS, type Environment, type Tenant } from "../../shared/domain/tenant.ts";

/** What setting legacy secrets needs. */
export interface LegacySecretPorts {
  readonly legacySecrets: { set(tenant: Tenant, jwe: string | undefined): Promise<boolean> };
  readonly vault: { seal(plain: string, context: SealContext): Promise<string> };
}

/** Seals and stores the legacy secrets that a request gives; `null` takes one away, what it does not name stays. */
export async function setLegacySecrets(
  { legacySecrets, vault }: LegacySecretPorts,
  application: string,
  given: Readonly<Partial<Record<Environment, string | null | undefined>>> = {},
): Promise<void> {
  for (const environment of ENVIRONMENTS) {
    const secret = given[environment];
    if (secret !== undefined) {
      const tenant = { application, environment };
      const jwe =
        secret === null ? undefined : await vault.seal(secret, legacySecretSealContext(tenant));
      await legacySecrets.set(tenant, jwe);
    }
  }
}
