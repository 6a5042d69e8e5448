import { makeClient, type RingbackClient } from "../../client/client.ts";
import { makePatientFetch, type PatientPorts } from "../api/patient-fetch.ts";
import { waitVisibly } from "../api/waiting.ts";
import { endSession, presentSession, session } from "./session-store.ts";
import { accessTo, isOfLink, type Opened } from "./session.ts";
import { askToSignInAgain } from "./sign-in/sign-in-again.ts";

/**
 * Makes the client of an environment, or of the operator: with the key that is good at the time.
 */
export function makeSessionClient(baseUrl: string, place: Opened): RingbackClient {
  const access = () => accessTo(presentSession(), place);
  const token = () => access()?.token;
  return makePatientClient({
    baseUrl,
    token,
    whose() {
      const { application, kind } = access() ?? {};
      return application ?? kind;
    },
    async signInAgain(refused) {
      // Another request may have been refused before, and answered since.
      if (token() !== refused) return token() !== undefined;
      if (!isOfLink(session.get())) return await askToSignInAgain(place);
      endSession();
      return false;
    },
  });
}

/** A client that waits and repeats, visibly. */
export function makePatientClient({
  baseUrl,
  ...ports
}: Pick<PatientPorts, "token" | "whose" | "signInAgain"> & {
  readonly baseUrl: string;
}): RingbackClient {
  return makeClient({
    baseUrl,
    fetch: makePatientFetch({
      fetch: async (request) => await fetch(request),
      wait: waitVisibly,
      now: Date.now,
      random: Math.random,
      newKey: () => crypto.randomUUID(),
      ...ports,
    }),
  });
}
