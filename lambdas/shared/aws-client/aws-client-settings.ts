import { AwsHttpHandler } from "./aws-http-handler.ts";

/**
 * Whether calls to AWS take our shorter ways; by the setting `fastAwsClients`, for all functions.
 */
export const CLIENTS_ARE_FAST = process.env["FAST_AWS_CLIENTS"] !== "false";

const silent = (): void => {};

/**
 * Without `info`: the SDK filters each call's whole input and output for it, also for one that
 * discards them.
 */
const logger = { debug: silent, warn: silent, error: silent } as unknown as Console;

const FAST = { cacheMiddleware: true, logger, requestHandler: new AwsHttpHandler() };

/**
 * Settings for the AWS clients of all functions. An SDK call costs as much CPU as ten POSTs, mostly
 * in the SDK itself; these take a third off (`bench/deliver.ts`): the order of a command's
 * middleware is worked out once instead of at each call, nothing is prepared for a log that nobody
 * reads, and undici carries the calls of all clients over one set of connections. None: the SDK as
 * it comes.
 */
export const awsClientSettings: Partial<typeof FAST> = CLIENTS_ARE_FAST ? FAST : {};

/**
 * The same for SQS, without the MD5 of each message body worked out again on our side: TLS guards
 * the bytes.
 */
export const sqsClientSettings: Partial<typeof FAST & { md5: false }> = CLIENTS_ARE_FAST
  ? { ...FAST, md5: false }
  : {};
