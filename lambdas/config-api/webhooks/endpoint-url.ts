import * as z from "zod";

import { checkEndpointUrl, type DestinationRules } from "../../shared/domain/destination-rules.ts";
import { refusing } from "../http/fields.ts";

/**
 * A URL that Ringback may send to.
 * @param credentialsHint where user name and password belong, if not into the URL
 */
export function endpointUrl(rules: DestinationRules, credentialsHint?: string) {
  return z
    .string()
    .min(1, { abort: true })
    .superRefine((text, context) => {
      const verdict = checkEndpointUrl(text, rules, credentialsHint);
      if (!verdict.ok) refusing(context)(verdict.message, verdict.hint);
    })
    .meta({
      override: ({ jsonSchema }) => {
        jsonSchema.format = "uri";
      },
    });
}
