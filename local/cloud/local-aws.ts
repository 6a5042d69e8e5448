/** Account, region and credentials of the emulated AWS, which checks none; SDKs want some. */
export const LOCAL_AWS = {
  account: "000000000000",
  region: "us-east-1",
  accessKeyId: "test",
  secretAccessKey: "test",
} as const;

/** What every AWS SDK client takes to talk to the emulator. */
export interface LocalClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Configuration of an AWS SDK client that talks to the emulator at `endpointUrl`. */
export function localClientConfig(endpointUrl: string): LocalClientConfig {
  const { region, accessKeyId, secretAccessKey } = LOCAL_AWS;
  return { endpoint: endpointUrl, region, credentials: { accessKeyId, secretAccessKey } };
}
