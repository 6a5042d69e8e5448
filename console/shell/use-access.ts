import { createContext } from "preact";
import { useContext } from "preact/hooks";

import type { RingbackClient } from "../../client/client.ts";
import { useClient } from "../api/client-context.ts";
import type { Access, Environment } from "./session.ts";

/** The access of the environment that the page shows. */
export const AccessContext = createContext<Access | undefined>(undefined);

/** What a page of an environment needs: where it is, what it may, whom it asks. */
export interface TenantAccess {
  readonly application: string;
  readonly environment: Environment;
  readonly client: RingbackClient;
  /** Whether the key allows this: `webhooks:write`. What it does not is not offered. */
  readonly may: (permission: string) => boolean;
  /** The path of a page in this environment, for links: `/webhooks` is `/production/webhooks`. */
  readonly path: (to: string) => string;
}

/** @throws outside of an environment's page */
export function useAccess(): TenantAccess {
  const client = useClient();
  const access = useContext(AccessContext);
  const { application, environment, permissions } = access ?? {};
  if (application === undefined || environment === undefined || permissions === undefined) {
    throw new Error("there is no access outside of an environment's page");
  }
  return {
    application,
    environment,
    client,
    may: (permission) => permissions.includes(permission),
    path: (to) => `/${environment}/${to.replace(/^\//u, "")}`,
  };
}
