/** A tenant: whose events and webhooks these are. It has both environments from the start. */
export interface Application {
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  readonly modifiedAtMs: number;
}
