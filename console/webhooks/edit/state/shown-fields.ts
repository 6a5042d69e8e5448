import type { MtlsForm, WebhookForm } from "./form-state.ts";

const PLACE_AND_CONTENT = "endpoint name status events attributes filter profile".split(" ");
const LIMITS = ["config.timeout_seconds", "config.rate_limit.per_second", "config.max_in_flight"];

/** The paths of the fields that a form shows, in their order on the page. */
export function shownFields(form: WebhookForm, scheme: string): readonly string[] {
  return [
    ...PLACE_AND_CONTENT,
    ...signatureFields(scheme),
    "config.content_type",
    ...authorizationFields(form),
    "config.custom_headers",
    ...form.headers.flatMap((_, index) => [
      `config.custom_headers[${index}].header_name`,
      `config.custom_headers[${index}].header_value`,
    ]),
    "config.mtls",
    ...mtlsFields(form.mtls),
    ...retryFields(form),
    ...LIMITS,
  ];
}

function signatureFields(scheme: string): string[] {
  const names = ["scheme"];
  if (scheme === "hmac" || scheme === "standard") names.push("secret");
  if (scheme === "hmac" || scheme === "jws") names.push("header_name");
  if (scheme === "hmac") names.push("algorithm", "encoding", "prefix");
  return names.map((name) => `config.signature.${name}`);
}

const OAUTH2 =
  "token_url client_id client_secret client_auth scope audience resource parameters".split(" ");

function authorizationFields({ authorization, oauth2 }: WebhookForm): string[] {
  if (authorization === "basic") {
    return ["config.basic_auth_username", "config.basic_auth_password"];
  }
  if (authorization === "none") return [];
  return [
    ...OAUTH2,
    ...oauth2.parameters.flatMap((_, index) => [
      `parameters[${index}].name`,
      `parameters[${index}].value`,
    ]),
  ].map((name) => `config.oauth2.${name}`);
}

function mtlsFields({ choice, identity, trust }: MtlsForm): string[] {
  if (choice !== "given") return [];
  const client = {
    none: [],
    pem: ["certificate", "private_key", "passphrase"],
    store: ["keystore", "keystore_password"],
  }[identity];
  const trusted = { public: [], pem: ["ca"], store: ["truststore", "truststore_password"] }[trust];
  return [...client, ...trusted].map((name) => `config.mtls.${name}`);
}

function retryFields({ retry: { kind } }: WebhookForm): string[] {
  const own = {
    "": [],
    exponential: ["attempts", "initial_seconds", "factor", "cap_seconds", "jitter"],
    fixed: ["attempts", "interval_seconds"],
  }[kind];
  const shared = kind === "" ? [] : ["breaker", "stop_on"];
  return ["kind", ...own, ...shared].map((name) => `config.retry.${name}`);
}
