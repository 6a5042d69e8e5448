import { makeClient } from "../../client/client.ts";
import type { Problem } from "../api/problems.ts";
import { networkProblem } from "../api/problems.ts";
import type { Access, Environment } from "./session.ts";

/** What `GET /caller` answers. */
interface Caller {
  readonly kind: "api-key" | "portal-link" | "operator";
  readonly name?: string;
  readonly role?: string;
  readonly application?: string;
  readonly environment?: Environment;
  readonly permissions: readonly string[];
  readonly expires_at?: string;
}

/** Asks the API whose key this is. @returns the access, or the problem */
export async function whoCalls(baseUrl: string, token: string): Promise<Access | Problem> {
  // Until the document has GET /caller, the path is not one of the client's types.
  const client = makeClient({ baseUrl, key: token }) as unknown as {
    GET(path: "/caller"): Promise<{ data?: Caller; error?: Problem }>;
  };
  try {
    const { data, error } = await client.GET("/caller");
    return data === undefined ? (error ?? networkProblem()) : accessOf(data, token);
  } catch {
    return networkProblem();
  }
}

function accessOf(caller: Caller, token: string): Access {
  const { kind, name, role, application, environment, permissions, expires_at: end } = caller;
  return {
    token,
    kind,
    permissions,
    ...(name !== undefined && { name }),
    ...(role !== undefined && { role }),
    ...(application !== undefined && { application }),
    ...(environment !== undefined && { environment }),
    ...(end !== undefined && { expiresAtMs: Date.parse(end) }),
  };
}
