import { makeClient, type RingbackClient } from "../../client/client.ts";
import { makePatientFetch } from "../api/patient-fetch.ts";
import { waitVisibly } from "../api/waiting.ts";
import { session } from "./session-store.ts";
import { accessTo, type Environment } from "./session.ts";
import { askToSignInAgain } from "./sign-in-again.ts";

/** Makes the client of an environment, or of the operator: with the key that is good at the time. */
export function makeSessionClient(
  baseUrl: string,
  place: Environment | "operator",
): RingbackClient {
  const token = () => accessTo(session.get(), place)?.token;
  return makeClient({
    baseUrl,
    fetch: makePatientFetch({
      fetch: async (request) => await fetch(request),
      token,
      signInAgain: async (refused) =>
        // Another request may have been refused before, and answered since.
        token() === refused ? await askToSignInAgain(place) : token() !== undefined,
      wait: waitVisibly,
      now: Date.now,
      random: Math.random,
      newKey: () => crypto.randomUUID(),
    }),
  });
}
