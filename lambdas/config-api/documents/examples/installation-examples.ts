import { version } from "../../../shared/version.ts";
import {
  MADE_AT,
  type OperationExamples,
  pageWith,
  SIGNING_KEY_ID,
  TENANT,
  WEBHOOK_ID,
} from "./operation-example.ts";

/** The RSA key of RFC 7517, appendix A.1. */
const jwk = {
  kty: "RSA",
  kid: SIGNING_KEY_ID,
  use: "sig",
  alg: "RS256",
  n: "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
  e: "AQAB",
};
const pem = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0vx7agoebGcQSuuPiLJX
ZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tS
oc/BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ/2W+5JsGY4Hc5n9yBXArwl93lqt
7/RN5w6Cf0h4QyQ5v+65YGjQR0/FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0
zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt+bFTWhAI4vMQFh6WeZu0f
M4lFd2NcRwr3XPksINHaQ+G/xBniIqbw0Ls1jF44+csFCur+kEgU8awapJzKnqDK
gwIDAQAB
-----END PUBLIC KEY-----
`;
const key = { answer: pem, others: { "application/jwk+json": jwk } };
const keys = { answer: { keys: [jwk] } };

/** Signing keys, what the operator sees, and the API itself. */
export const INSTALLATION_EXAMPLES: OperationExamples = {
  getApplicationSigningKey: key,
  getApplicationSigningKeys: keys,
  getSigningKey: key,
  getSigningKeys: keys,
  listOperations: {
    answer: pageWith(
      {
        kind: "down",
        ...TENANT,
        webhook_id: WEBHOOK_ID,
        webhook_status: "enabled",
        state: "down",
        since: "2026-01-31T09:41:12.000Z",
        probed_at: "2026-01-31T11:56:40.000Z",
        parked: 1000,
        more: true,
      },
      {
        kind: "waiting",
        ...TENANT,
        webhook_id: WEBHOOK_ID,
        webhook_status: "enabled",
        parked: 1000,
        more: true,
        next_attempt_at: "2026-01-31T12:10:00.000Z",
        oldest_accepted_at: "2026-01-31T09:41:00.000Z",
        attempt_count: 12,
        last_outcomes: ["503", "timeout"],
        lane_used_at: MADE_AT,
      },
      {
        kind: "dropped",
        ...TENANT,
        webhook_id: WEBHOOK_ID,
        day: "2026-01-31",
        count: 8,
        reasons: { attempts_spent: 8 },
      },
    ),
  },
  getHealth: { answer: { status: "ok", version } },
  getOpenApi: { answer: { openapi: "3.1.1", info: { title: "Ringback", version }, paths: {} } },
};
