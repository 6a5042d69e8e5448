import { mtlsSchema } from "../../lambdas/config-api/webhooks/authentication/mtls-schema.ts";
import { resolveMtls } from "../../lambdas/config-api/webhooks/authentication/resolve-mtls.ts";
import { HOSTILE_MTLS, HOSTILE_TEXTS, worstAccepted } from "../../test/support/hostile-stores.ts";
import { pemFile, STORE_PASSWORD, storeFile } from "../../test/support/mtls-files.ts";
import type { WorstCase } from "./worst-case.ts";

const NOW_MS = Date.parse("2026-01-31T12:00:00Z");

/** What is measured beside the hostile ones: what people have, and the costliest that is taken. */
const TAKEN: Readonly<Record<string, () => unknown>> = {
  "a key store of keytool and a trust store": () => ({
    keystore: storeFile("client.keytool.p12"),
    keystore_password: STORE_PASSWORD,
    truststore: storeFile("truststore.p12"),
    truststore_password: STORE_PASSWORD,
  }),
  PEM: () => ({ certificate: pemFile("client"), private_key: pemFile("client-key") }),
  "a chain of 20, as much stretching as is taken": worstAccepted,
};

/** Key stores, certificates, keys, taken or refused: what a request does with `config.mtls`. */
export const keyStoreRows: readonly WorstCase[] = [
  ...Object.entries(TAKEN),
  ...Object.entries(HOSTILE_TEXTS),
  ...Object.entries(HOSTILE_MTLS).map(([title, { make }]) => [title, make] as const),
].map(([title, make]) => {
  const given = make();
  return {
    title: `mtls: ${title}`,
    payloadText: JSON.stringify(given),
    async work() {
      const reading = mtlsSchema.safeParse(given);
      return reading.success ? resolveMtls(reading.data, NOW_MS) : reading;
    },
  };
});
