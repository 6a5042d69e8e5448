import {
  type AttemptResult,
  KEPT_BODY_BYTES,
  KEPT_LOCATION_LENGTH,
} from "../domain/attempt-outcome.ts";
import { hideSecrets, secretsOfHeaders } from "../domain/hide-secrets.ts";
import type { RequestSender } from "../http/http-sender.ts";

/** Of UTF-8; one that the cut would have split is left out. */
const LONGEST_CHARACTER_BYTES = 4;

/** A sender whose results hold no secret of the request, even if the answer repeats it. */
export function redactEchoedSecrets(sender: RequestSender): RequestSender {
  return {
    async send(request) {
      const result = await sender.send(request);
      const { bodyHead = "" } = result;
      const location = "location" in result ? result.location : undefined;
      if (bodyHead === "" && location === undefined) return result;
      const secrets = secretsOfHeaders(request.headers);
      return {
        ...result,
        ...(bodyHead !== "" && { bodyHead: hideSecrets(bodyHead, secrets, isCut(result)) }),
        ...(location !== undefined && {
          location: hideSecrets(location, secrets, location.length === KEPT_LOCATION_LENGTH),
        }),
      };
    },
  };
}

/** Whether its body goes on. */
function isCut({ kind, bodyHead = "" }: AttemptResult): boolean {
  return (
    kind === "failure" || Buffer.byteLength(bodyHead) > KEPT_BODY_BYTES - LONGEST_CHARACTER_BYTES
  );
}
