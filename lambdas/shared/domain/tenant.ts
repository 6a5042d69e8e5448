/** The two environments of an application; each has its own webhooks, secrets and API keys. */
export const ENVIRONMENTS = ["production", "sandbox"] as const;

/** `production` or `sandbox`. */
export type Environment = (typeof ENVIRONMENTS)[number];

/** Whose events and webhooks these are: an application in one of its environments. */
export interface Tenant {
  readonly application: string;
  readonly environment: Environment;
}

/** An application id: a letter or digit, then up to 62 letters, digits, `_` and `-`. */
export const APPLICATION_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/u;

/** The partition of one tenant: `acme#production`. `#` cannot occur in either part. */
export function tenantKey(tenant: Tenant): string {
  return `${tenant.application}#${tenant.environment}`;
}

/** The tenant of a partition; `undefined` when it is something else's. */
export function tenantOfKey(key: string): Tenant | undefined {
  const [application = "", environment, ...rest] = key.split("#");
  return rest.length === 0 && APPLICATION_ID.test(application) && isEnvironment(environment)
    ? { application, environment }
    : undefined;
}

/** Whether a text names an environment. */
export function isEnvironment(text: unknown): text is Environment {
  return ENVIRONMENTS.some((environment) => environment === text);
}

/** Whether two tenants are the same. */
export function isSameTenant(one: Tenant, other: Tenant): boolean {
  return one.application === other.application && one.environment === other.environment;
}

/** A tenant: whose events and webhooks these are. It has both environments from the start. */
export interface Application {
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  readonly modifiedAtMs: number;
}
