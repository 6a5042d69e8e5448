import { hideSecrets, secretsOfHeaders } from "../domain/hide-secrets.ts";
import type { RequestSender } from "./ports.ts";

/** A sender whose results hold nothing secret of the request, even where the receiver's answer repeats it. */
export function withoutEchoes(sender: RequestSender): RequestSender {
  return {
    async send(request) {
      const result = await sender.send(request);
      if (result.kind === "failure" || result.bodyHead === "") {
        return result;
      }
      const bodyHead = hideSecrets(result.bodyHead, secretsOfHeaders(request.headers));
      return { ...result, bodyHead };
    },
  };
}
