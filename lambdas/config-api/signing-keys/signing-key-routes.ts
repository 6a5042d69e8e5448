import * as z from "zod";

import { problem } from "../../shared/runtime/problem.ts";
import { textAnswer } from "../http/reply.ts";
import { route, type Route } from "../http/route.ts";
import { type KeyRingPorts, listMaxAgeSeconds, publicKeys } from "./key-ring.ts";

const KID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;
const JWK_MEDIA_TYPE = "application/jwk+json";
const JWK_SET_MEDIA_TYPE = "application/jwk-set+json";
const PEM_MEDIA_TYPE = "application/x-pem-file";

const jwk = z
  .object({
    kty: z.literal("RSA"),
    kid: z.uuid(),
    use: z.literal("sig"),
    alg: z.literal("RS256"),
    n: z.string(),
    e: z.string(),
  })
  .meta({ id: "PublicKey" });

const keptFor = (seconds: number) => ({ "cache-control": `public, max-age=${seconds}` });

/** The public keys that verify `JWS-SIGNATURE`: they need no key of the API. */
export function makeSigningKeyRoutes(ports: KeyRingPorts): Route[] {
  return [
    route({
      method: "GET",
      path: "/signing-keys/{kid}",
      operationId: "getSigningKey",
      summary: "Read a public signing key: PEM, or a JWK with `accept: application/jwk+json`",
      description:
        "A key can be read before it signs, while it signs, and for 24 h after its successor began to sign; 404 after that.",
      params: { kid: KID },
      answers: {
        200: { description: "The key.", schema: z.string(), mediaType: PEM_MEDIA_TYPE },
      },
      async run({ params, header, nowMs }) {
        const keys = await publicKeys(ports, nowMs);
        const key = keys.find(({ kid }) => kid === params["kid"]);
        if (key === undefined) {
          return problem("not-found", "There is no such signing key, or its time is over.");
        }
        const headers = { ...keptFor(key.maxAgeSeconds), vary: "accept" };
        return wantsJwk(header("accept"))
          ? textAnswer(200, JSON.stringify(key.jwk), JWK_MEDIA_TYPE, headers)
          : textAnswer(200, key.pem, PEM_MEDIA_TYPE, headers);
      },
    }),
    route({
      method: "GET",
      path: "/.well-known/jwks.json",
      operationId: "getSigningKeys",
      summary: "Read all public signing keys as a JWK set",
      answers: {
        200: {
          description: "The keys that can be read now.",
          schema: z.object({ keys: z.array(jwk) }),
          mediaType: JWK_SET_MEDIA_TYPE,
        },
      },
      async run({ nowMs }) {
        const keys = await publicKeys(ports, nowMs);
        const set = JSON.stringify({ keys: keys.map((key) => key.jwk) });
        const headers = keptFor(listMaxAgeSeconds(ports.rotationTimes));
        return textAnswer(200, set, JWK_SET_MEDIA_TYPE, headers);
      },
    }),
  ];
}

/** Whether an `accept` header asks for a JWK: `application/jwk+json`, or plain JSON without a wish for PEM. */
function wantsJwk(accept = ""): boolean {
  const types = new Set(
    accept
      .toLowerCase()
      .split(",")
      .map((range) => range.split(";").map((part) => part.trim()))
      .filter(([, ...parameters]) => !parameters.some((text) => /^q=0(?:\.0*)?$/u.test(text)))
      .map(([type]) => type),
  );
  return types.has(JWK_MEDIA_TYPE) || (types.has("application/json") && !types.has(PEM_MEDIA_TYPE));
}
