import { defined } from "../../../shared/domain/defined.ts";
import { CLIENT_IDENTITY_FIELD, type MtlsConfig } from "../../../shared/domain/webhook.ts";
import { fieldProblem, type Problem } from "../../http/problem.ts";
import type { WebhookInput } from "../webhook-schemas.ts";
import {
  type Credentials,
  type SecretSource,
  resolveCredentials,
  type StoredCredentials,
} from "./credentials.ts";
import type { MtlsInput } from "./mtls-schema.ts";
import type { ResolvedMtls } from "./resolve-mtls.ts";

/** All that tells the receiver who we are, checked. */
export interface Authentication extends Credentials {
  readonly mtls?: MtlsConfig;
}

/** What is stored already, when a webhook is changed. */
export interface StoredAuthentication extends StoredCredentials {
  /** The stored client certificate and trust, when the change left them as they are. */
  readonly mtls?: MtlsConfig | undefined;
}

/** Reads the client certificate and trust of a request. */
export type ReadMtls = (input: MtlsInput, nowMs: number) => Promise<Problem | ResolvedMtls>;

/** Makes the reader of a request's client certificate: once, however often it begins again. */
export function makeReadMtls(): ReadMtls {
  let reading: Promise<Problem | ResolvedMtls> | undefined;
  // Loaded only now: hardly a request has use for it.
  return (input, nowMs) =>
    (reading ??= import("./resolve-mtls.ts").then(({ resolveMtls }) => resolveMtls(input, nowMs)));
}

/** Checks a webhook's authentication: credentials against each other, client certificate. */
export async function resolveAuthentication(
  { endpoint, config = {} }: Pick<WebhookInput, "endpoint" | "config">,
  nowMs: number,
  stored?: StoredAuthentication,
  readMtls: ReadMtls = makeReadMtls(),
): Promise<Problem | { readonly kind: "authentication"; readonly credentials: Authentication }> {
  const resolved = resolveCredentials(config, stored);
  if (resolved.kind === "problem") return resolved;
  const { credentials } = resolved;
  const keptMtls = config.mtls === undefined ? stored?.mtls : undefined;
  if (config.mtls === undefined && keptMtls === undefined) {
    return { kind: "authentication", credentials };
  }
  if (URL.parse(endpoint)?.protocol !== "https:") {
    const hint = "use an https endpoint: without TLS no certificate is shown or checked";
    return fieldProblem("config.mtls", "does not go with an http endpoint", hint);
  }
  if (config.mtls === undefined) {
    return withMtls(credentials, keptMtls, { kind: "kept", field: CLIENT_IDENTITY_FIELD });
  }
  const mtls = await readMtls(config.mtls, nowMs);
  if (mtls.kind === "problem") return mtls;
  return withMtls(credentials, mtls.shown, { kind: "given", text: mtls.text });
}

function withMtls(
  credentials: Credentials,
  mtls: MtlsConfig | undefined,
  source: SecretSource,
): { readonly kind: "authentication"; readonly credentials: Authentication } {
  const secrets = new Map(credentials.secrets).set(CLIENT_IDENTITY_FIELD, source);
  return {
    kind: "authentication",
    credentials: { ...credentials, ...defined({ mtls }), secrets },
  };
}
