import type { SignatureSettings } from "./languages.ts";

/** What a receiver does, in this order: docs/verify.md, for one webhook. */
export function verifySteps(settings: SignatureSettings): string[] {
  return [
    "Take the raw body, the very bytes that came, before any framework has parsed it.",
    ...schemeSteps(settings),
    "Answer what does not verify with 401, never with 410, which switches the webhook off. If the code throws, answer 503: the delivery comes again.",
    "Recognise repeats by the header ringback-delivery: Ringback delivers at least once.",
    "Answer 2xx within the timeout, and do the work afterwards.",
  ];
}

function schemeSteps(settings: SignatureSettings): string[] {
  const { scheme, headerName, algorithm, encoding, prefix, keysUrl } = settings;
  switch (scheme) {
    case "jws":
      return [
        `Take ${headerName}, a detached JWS. Decode its header, and refuse any alg but RS256 and any kid that is not a UUID.`,
        `Fetch the public key ${keysUrl}/<kid>, which needs no API key, and keep it for a day. 404: refuse.`,
        "Put the base64url of the body between the two dots, and verify.",
      ];
    case "hmac": {
      const before = prefix === "" ? "" : `, ${JSON.stringify(prefix)} before it`;
      return [
        `Make the HMAC of the body (${algorithm.replace("sha", "SHA-")}) under the webhook's secret, as it is, and write it in ${encoding}${before}.`,
        `Compare it with ${headerName} in constant time. While a secret is replaced, accept both.`,
      ];
    }
    case "standard":
      return [
        "Take webhook-id, webhook-timestamp and webhook-signature, and refuse what is older than five minutes.",
        "Verify that one of the signatures is the HMAC (SHA-256) of <id>.<timestamp>.<body>, under the bytes that the secret is the base64 of, behind whsec_. The libraries standardwebhooks and svix do the same.",
      ];
  }
}
