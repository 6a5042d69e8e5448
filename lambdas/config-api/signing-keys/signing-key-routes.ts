import * as z from "zod";

import { type KeyRing, keyRingName } from "../../shared/domain/signing-key.ts";
import { APPLICATION_ID, type Environment, ENVIRONMENTS } from "../../shared/domain/tenant.ts";
import { makeReadCache } from "../../shared/memory/read-cache.ts";
import { problem } from "../http/problem.ts";
import { type Reply, textResponse } from "../http/reply.ts";
import { type Call, type Route, route } from "../http/route.ts";
import {
  type Jwk,
  type KeyRingPorts,
  listMaxAgeSeconds,
  MOST_LISTED_KEYS,
  type PublicKey,
  publicKeyOfAnyone,
  publicKeys,
  publicKeysOfAll,
} from "./key-ring.ts";

const KID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;
const JWK_MEDIA_TYPE = "application/jwk+json";
const JWK_SET_MEDIA_TYPE = "application/jwk-set+json";
const PEM_MEDIA_TYPE = "application/x-pem-file";

/** Names the tenant of a key: `acme/production`. */
const OWNER_HEADER = "ringback-key-owner";

/**
 * Seconds that the list of all tenants may be old, here and at receivers: it is what a flood of
 * requests costs one query in, and what a receiver of a new tenant, whose first key signs at once,
 * waits for at most.
 */
const WHOLE_LIST_SECONDS = 10;

const TENANT_PATH = "/applications/{application}/{environment}";
const TENANT_PARAMS = {
  application: APPLICATION_ID,
  environment: new RegExp(`^(?:${ENVIRONMENTS.join("|")})$`, "u"),
};

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

const keyResponses = {
  200: {
    description: "The key.",
    schema: z.string(),
    mediaType: PEM_MEDIA_TYPE,
    others: { [JWK_MEDIA_TYPE]: jwk },
  },
};
const listResponses = {
  200: {
    description: "The keys that can be read now.",
    schema: z.object({ keys: z.array(jwk) }),
    mediaType: JWK_SET_MEDIA_TYPE,
  },
};

/** The public keys that verify `JWS-SIGNATURE`: they need no key of the API. */
export function makeSigningKeyRoutes(ports: KeyRingPorts): Route[] {
  const lists = makeReadCache<readonly Jwk[] | undefined>(1);
  return [
    route({
      method: "GET",
      path: `${TENANT_PATH}/signing-keys/{kid}`,
      operationId: "getApplicationSigningKey",
      summary:
        "Read a public signing key of an application: PEM, or a JWK with `accept: application/jwk+json`",
      description:
        "A key can be read before it signs, while it signs, and for 24 h after its successor began to sign. 404 after that, and for keys of others: whatever verifies with a key from here was signed for this application and environment.",
      params: { ...TENANT_PARAMS, kid: KID },
      responses: keyResponses,
      async run({ params, header, nowMs }) {
        const keys = await publicKeys(ports, tenantOf(params), nowMs);
        return keyReply(
          keys.find(({ kid }) => kid === params["kid"]),
          header("accept"),
        );
      },
    }),
    route({
      method: "GET",
      path: `${TENANT_PATH}/.well-known/jwks.json`,
      operationId: "getApplicationSigningKeys",
      summary: "Read the public signing keys of an application as a JWK set",
      description: "For receivers: those of its webhooks in this environment. Needs no key.",
      params: TENANT_PARAMS,
      responses: listResponses,
      async run({ params, nowMs }) {
        const keys = await publicKeys(ports, tenantOf(params), nowMs);
        if (keys.length === 0) {
          const detail = "There is no such application, or none of its webhooks here signs JWS.";
          return problem("not-found", detail);
        }
        return listReply(
          keys.map((key) => key.jwk),
          listMaxAgeSeconds(ports.rotationTimes),
        );
      },
    }),
    route({
      method: "GET",
      path: "/signing-keys/{kid}",
      operationId: "getSigningKey",
      summary: "Read a public signing key, whosever it is",
      description: `Does not tell applications apart: what verifies with a key from here may have been signed for any of them. The header ${OWNER_HEADER} names application and environment; it is absent for the keys that all shared before.`,
      params: { kid: KID },
      responses: keyResponses,
      async run({ params, header, nowMs }) {
        const key = await publicKeyOfAnyone(ports, params["kid"] ?? "", nowMs);
        return keyReply(key, header("accept"));
      },
    }),
    route({
      method: "GET",
      path: "/.well-known/jwks.json",
      operationId: "getSigningKeys",
      summary: "Read the public signing keys of all applications as a JWK set",
      description: "Does not tell applications apart. Needs no key.",
      conflict: `There are more than ${MOST_LISTED_KEYS} keys.`,
      responses: listResponses,
      async run({ nowMs }) {
        const keys = await lists.load("all", () => publicKeysOfAll(ports, nowMs), {
          nowMs,
          lifetimeMs: WHOLE_LIST_SECONDS * 1000,
        });
        return keys === undefined
          ? problem(
              "limit-reached",
              `There are more than ${MOST_LISTED_KEYS} signing keys. Those of one application are at ${TENANT_PATH}/.well-known/jwks.json.`,
            )
          : listReply(keys, WHOLE_LIST_SECONDS);
      },
    }),
  ];
}

/** The tenant that a path names: its form was checked by the route. */
function tenantOf(params: Call<unknown, unknown>["params"]): Exclude<KeyRing, "shared"> {
  const { application = "", environment = "" } = params;
  return { application, environment: environment as Environment };
}

function keyReply(key: PublicKey | undefined, accept: string | undefined): Reply {
  if (key === undefined) {
    return problem("not-found", "There is no such signing key here, or its time is over.");
  }
  const headers = {
    ...keptFor(key.maxAgeSeconds),
    vary: "accept",
    ...(key.ring !== "shared" && { [OWNER_HEADER]: keyRingName(key.ring).replace("#", "/") }),
  };
  return wantsJwk(accept)
    ? textResponse(200, JSON.stringify(key.jwk), JWK_MEDIA_TYPE, headers)
    : textResponse(200, key.pem, PEM_MEDIA_TYPE, headers);
}

function listReply(keys: readonly Jwk[], maxAgeSeconds: number): Reply {
  return textResponse(200, JSON.stringify({ keys }), JWK_SET_MEDIA_TYPE, keptFor(maxAgeSeconds));
}

const keptFor = (seconds: number) => ({ "cache-control": `public, max-age=${seconds}` });

/** Whether `accept` asks for a JWK: `application/jwk+json`, or plain JSON but not PEM. */
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
