import { AwsHttpHandler } from "./aws-http-handler.ts";

/**
 * Settings for every AWS client on the hot path. An SDK call costs as much CPU as ten POSTs, mostly in the SDK itself;
 * these take 40 % off (`bench/deliver.ts`):
 * - `cacheMiddleware`: the order of a command's middleware is worked out once, not at each call
 * - `logger`: without methods; the default one, which discards all, has each call's input and output filtered for it
 * - `requestHandler`: undici instead of `node:http`; one set of connections for all clients
 */
export const awsClientSettings = {
  cacheMiddleware: true,
  logger: {} as Console,
  requestHandler: new AwsHttpHandler(),
};

/** The same for SQS, without the MD5 of each message body checked on our side: TLS guards the bytes on their way. */
export const sqsClientSettings = { ...awsClientSettings, md5: false as const };
