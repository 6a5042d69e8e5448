import { KEPT_BODY_BYTES } from "../domain/attempt-outcome.ts";
import { hideSecrets, secretsOfHeaders } from "../domain/hide-secrets.ts";
import type { RequestSender } from "./ports.ts";

/** Of UTF-8; one that the cut would have split is left out. */
const LONGEST_CHARACTER_BYTES = 4;

/** A sender whose results hold nothing secret of the request, even where the receiver's answer repeats it. */
export function withoutEchoes(sender: RequestSender): RequestSender {
  return {
    async send(request) {
      const result = await sender.send(request);
      if (result.kind === "failure" || result.bodyHead === "") {
        return result;
      }
      const isCut = Buffer.byteLength(result.bodyHead) > KEPT_BODY_BYTES - LONGEST_CHARACTER_BYTES;
      const secrets = secretsOfHeaders(request.headers);
      const bodyHead = hideSecrets(result.bodyHead, secrets, isCut);
      return { ...result, bodyHead };
    },
  };
}
