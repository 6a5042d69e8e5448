/** The part of oidc-provider that tests use. It brings no types of its own. */
declare module "oidc-provider" {
  import type { RequestListener } from "node:http";

  /** Where it keeps its tokens. */
  export interface Adapter {
    upsert(id: string, payload: unknown, expiresInSeconds: number): Promise<void>;
    find(id: string): Promise<unknown>;
    destroy(id: string): Promise<void>;
  }
  interface Token {
    readonly isExpired: boolean;
    readonly scope?: string;
    readonly clientId: string;
    destroy(): Promise<void>;
  }
  /** What it answers instead of a token. */
  export const errors: { readonly InvalidTarget: new () => Error };
  export default class Provider {
    constructor(issuer: string, configuration: object);
    callback(): RequestListener;
    readonly ClientCredentials: { find(token: string): Promise<Token | undefined> };
  }
}
