import { makeClient } from "../../client/client.ts";
import type { Access } from "../shell/session.ts";

/** What came of an exchange: sessions, or the status that it was answered with; 0: no answer. */
export type Exchange = { readonly accesses: readonly Access[] } | { readonly status: number };

/** Makes sessions of the code of a portal link: it works once. */
export async function exchangeCode(
  baseUrl: string,
  linkId: string,
  code: string,
  fetch?: (request: Request) => Promise<Response>,
): Promise<Exchange> {
  const client = makeClient({ baseUrl, ...(fetch !== undefined && { fetch }) });
  try {
    const { data, response } = await client.POST("/portal-links/{id}/exchange", {
      params: { path: { id: linkId } },
      body: { code },
    });
    if (data === undefined) return { status: response.status };
    const { application, permissions, expires_at: end, sessions } = data;
    return {
      accesses: sessions.map(({ environment, token }) => ({
        token,
        kind: "portal-link" as const,
        application,
        environment,
        permissions,
        expiresAtMs: Date.parse(end),
      })),
    };
  } catch {
    return { status: 0 };
  }
}
