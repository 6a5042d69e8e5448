import { createContext } from "preact";
import { useContext } from "preact/hooks";

import type { RingbackClient } from "../../client/client.ts";

/** The client of the part of the page: of an environment, or of the operator. */
export const ClientContext = createContext<RingbackClient | undefined>(undefined);

/** @throws outside of a signed-in page */
export function useClient(): RingbackClient {
  const client = useContext(ClientContext);
  if (client === undefined) throw new Error("there is no client outside of a signed-in page");
  return client;
}
