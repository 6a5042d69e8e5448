import type { RingbackClient } from "../../../client/client.ts";
import type { Access } from "../session.ts";

/** What `GET /caller` answers. */
export type Caller = NonNullable<Awaited<ReturnType<typeof getCaller>>["data"]>;

/** Asks whose the client's key is. */
export async function getCaller(client: RingbackClient) {
  return await client.GET("/caller");
}

/** The access that a key gives, by what the API says of it. */
export function accessOf(caller: Caller, token: string): Access {
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
