/** A key store for a client certificate, what is trusted instead of the public authorities, or both; files as base64. */
export interface NewMtls {
  readonly keystore?: string;
  readonly keystore_password?: string;
  readonly truststore?: string;
  readonly truststore_password?: string;
}

/** Client credentials of OAuth 2.0. */
export interface NewOauth2 {
  readonly token_url: string;
  readonly client_id: string;
  readonly client_secret: string;
  readonly scope?: string;
  readonly client_auth: "basic";
}

/** When the attempts of a delivery happen. */
export interface NewRetry {
  readonly kind: "exponential";
  readonly attempts: number;
  readonly initial_seconds: number;
  readonly factor: number;
  readonly cap_seconds: number;
  readonly jitter: number;
}

/** How a webhook authenticates, and how often it tries. */
export interface NewConfig {
  readonly basic_auth_username?: string;
  readonly basic_auth_password?: string;
  readonly oauth2?: NewOauth2;
  readonly mtls?: NewMtls;
  readonly retry?: NewRetry;
}

/** Body of `POST /webhooks`, as far as a row of PowerAuth fills it. */
export interface NewWebhook {
  readonly name?: string;
  readonly endpoint: string;
  readonly events: readonly [string];
  readonly profile: "powerauth";
  readonly attributes?: readonly string[];
  readonly config?: NewConfig;
}
