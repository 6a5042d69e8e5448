import { type Application, ENVIRONMENTS, type Tenant } from "../shared/domain/tenant.ts";
import { inGroups } from "../shared/runtime/in-groups.ts";
import { TENANTS_AT_ONCE } from "../shared/signing-keys/ports.ts";

/** Applications read at once: they are small. */
const PAGE_SIZE = 100;

/** Lists applications by id, those behind `after`, up to `limit`. */
export interface ApplicationList {
  list(after: string | undefined, limit: number): Promise<readonly Application[]>;
}

/**
 * Looks at both environments of every application, some at once.
 * @param isTimeUp is asked before each group: from then on nothing is begun
 * @returns whether there was time for all
 */
export async function eachTenant(
  applications: ApplicationList,
  look: (tenant: Tenant) => Promise<void>,
  isTimeUp: () => boolean,
): Promise<boolean> {
  let after: string | undefined;
  do {
    const page = await applications.list(after, PAGE_SIZE);
    after = page.length < PAGE_SIZE ? undefined : page.at(-1)?.id;
    const tenants = page.flatMap(({ id: application }) =>
      ENVIRONMENTS.map((environment) => ({ application, environment })),
    );
    const looked = await inGroups(tenants, TENANTS_AT_ONCE, look, isTimeUp);
    if (looked.length < tenants.length) return false;
  } while (after !== undefined);
  return true;
}
