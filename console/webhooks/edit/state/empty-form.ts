import { NO_FILTER } from "../filter/filter-form.ts";
import {
  type MtlsForm,
  NO_SECRET,
  type OAuth2Form,
  type RetryForm,
  type SignatureForm,
  type WebhookForm,
} from "./form-state.ts";

/** OAuth 2.0 before anything is typed. */
export const EMPTY_OAUTH2: OAuth2Form = {
  tokenUrl: "",
  clientId: "",
  clientSecret: NO_SECRET,
  clientAuth: "basic",
  scope: "",
  audience: "",
  resource: "",
  parameters: [],
};

/** Neither client certificate nor own trust. */
export const EMPTY_MTLS: MtlsForm = {
  choice: "none",
  identity: "pem",
  certificate: "",
  privateKey: "",
  passphrase: "",
  keystore: "",
  keystorePassword: "",
  trust: "public",
  ca: "",
  truststore: "",
  truststorePassword: "",
};

/** What the profile says. */
export const EMPTY_SIGNATURE: SignatureForm = {
  scheme: "",
  secret: "",
  headerName: "",
  algorithm: "",
  encoding: "",
  prefix: "",
};

/** What the profile says. */
export const EMPTY_RETRY: RetryForm = {
  kind: "",
  attempts: "",
  initialSeconds: "",
  factor: "",
  capSeconds: "",
  jitter: "",
  intervalSeconds: "",
  breaker: "",
  stopOn: "",
};

/** A new webhook: with an endpoint and event types it can be made. */
export const EMPTY_FORM: WebhookForm = {
  name: "",
  endpoint: "",
  status: "enabled",
  takesAll: false,
  events: [],
  selectsAttributes: false,
  attributes: [],
  filter: NO_FILTER,
  profile: "",
  authorization: "none",
  username: "",
  password: NO_SECRET,
  oauth2: EMPTY_OAUTH2,
  headers: [],
  mtls: EMPTY_MTLS,
  signature: EMPTY_SIGNATURE,
  contentType: "",
  retry: EMPTY_RETRY,
  timeoutSeconds: "",
  perSecond: "",
  maxInFlight: "",
};
