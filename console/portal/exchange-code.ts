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
    const { name, application, permissions, expires_at: end, sessions } = data;
    const rights = { kind: "portal-link", application, permissions } as const;
    const link = { ...rights, expiresAtMs: Date.parse(end), ...(name !== undefined && { name }) };
    const accesses = sessions.map((session): Access => Object.assign(session, link));
    return { accesses };
  } catch {
    return { status: 0 };
  }
}
