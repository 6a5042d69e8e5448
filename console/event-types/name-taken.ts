import type { RingbackClient } from "../../client/client.ts";
import type { Answered } from "../api/outcome.ts";

/** Whether there is an event type of this name: putting another would replace it. */
export async function nameTaken(client: RingbackClient, name: string): Promise<Answered<boolean>> {
  const { error, response } = await client.GET("/event-types/{name}", {
    params: { path: { name } },
  });
  if (response.status === 404) return { data: false, response: new Response() };
  return error === undefined ? { data: true, response } : { error, response };
}
