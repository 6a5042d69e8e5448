import type { NewWebhook, Webhook } from "../../../../client/client.ts";
import type { FilterForm } from "../filter/filter-form.ts";

type Config = NonNullable<NewWebhook["config"]>;
type Signature = NonNullable<Config["signature"]>;

/** A profile that is named. */
export type ProfileName = NonNullable<NewWebhook["profile"]>;
/** How requests are signed. */
export type SignatureScheme = Signature["scheme"];

/**
 * A secret as a form has it: what was typed, and whether one is stored. Stored secrets are never
 * read back; an empty field keeps one.
 */
export interface Secret {
  readonly isStored: boolean;
  readonly text: string;
}

/** A secret that is neither stored nor given. */
export const NO_SECRET: Secret = { isStored: false, text: "" };
/** A secret that is stored, and stays. */
export const STORED_SECRET: Secret = { isStored: true, text: "" };

/** A name with a secret beside it: a custom header, or a form parameter of OAuth 2.0. */
export interface NamedSecret {
  readonly name: string;
  readonly secret: Secret;
}

/** What sets the header `authorization`. */
export type Authorization = "none" | "basic" | "oauth2";

/** The client of OAuth 2.0. */
export interface OAuth2Form {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** Empty: `basic`. */
  readonly clientAuth: NonNullable<NonNullable<Config["oauth2"]>["client_auth"]>;
  readonly scope: string;
  readonly audience: string;
  readonly resource: string;
  readonly parameters: readonly NamedSecret[];
}

/** Client certificate and own trust; they are given as a whole, so they are kept as a whole. */
export interface MtlsForm {
  /** `kept`: what is stored stays. */
  readonly choice: "none" | "kept" | "given";
  readonly identity: "none" | "pem" | "store";
  readonly certificate: string;
  readonly privateKey: string;
  readonly passphrase: string;
  /** Base64 of a file. */
  readonly keystore: string;
  readonly keystorePassword: string;
  readonly trust: "public" | "pem" | "store";
  readonly ca: string;
  /** Base64 of a file. */
  readonly truststore: string;
  readonly truststorePassword: string;
}

/** The signature; an empty text or choice: what the profile or the API says. */
export interface SignatureForm {
  readonly scheme: "" | SignatureScheme;
  readonly secret: string;
  readonly headerName: string;
  readonly algorithm: "" | NonNullable<Signature["algorithm"]>;
  readonly encoding: "" | NonNullable<Signature["encoding"]>;
  readonly prefix: string;
}

/** The retry policy; numbers as they are typed, empty: the API's default. */
export interface RetryForm {
  /** Empty: the profile's. */
  readonly kind: "" | "exponential" | "fixed";
  readonly attempts: string;
  readonly initialSeconds: string;
  readonly factor: string;
  readonly capSeconds: string;
  readonly jitter: string;
  readonly intervalSeconds: string;
  readonly breaker: "" | "true" | "false";
  /** Statuses with commas or blanks between them. */
  readonly stopOn: string;
}

/** Everything that can be configured of a webhook, as it stands in the form. */
export interface WebhookForm {
  readonly name: string;
  readonly endpoint: string;
  readonly status: Webhook["status"];
  readonly takesAll: boolean;
  readonly events: readonly string[];
  readonly selectsAttributes: boolean;
  readonly attributes: readonly string[];
  readonly filter: FilterForm;
  /** Empty: by the event types. */
  readonly profile: "" | ProfileName;
  readonly authorization: Authorization;
  readonly username: string;
  readonly password: Secret;
  readonly oauth2: OAuth2Form;
  readonly headers: readonly NamedSecret[];
  readonly mtls: MtlsForm;
  readonly signature: SignatureForm;
  readonly contentType: string;
  readonly retry: RetryForm;
  readonly timeoutSeconds: string;
  readonly perSecond: string;
  readonly maxInFlight: string;
}
