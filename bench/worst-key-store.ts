/*
 * CPU of the worst key stores, certificates and keys that a request may hold, refused or taken: `node
 * bench/worst-key-store.ts`. Each row is the whole of what a request does with `config.mtls`: its
 * schema, then reading and checking it.
 */
import { mtlsSchema } from "../lambdas/config-api/webhooks/authentication-schemas.ts";
import { settleMtls } from "../lambdas/config-api/webhooks/settle-mtls.ts";
import { HOSTILE_MTLS, HOSTILE_TEXTS, worstAccepted } from "../test/support/hostile-stores.ts";
import { pemFile, STORE_PASSWORD, storeFile } from "../test/support/mtls-files.ts";
import { cpuMsPer, median } from "./support/cpu.ts";

/** The most that a request may cost, in milliseconds of one core. */
const BAR_MS = 500;
const ROUNDS = 3;
const NOW_MS = Date.parse("2026-01-31T12:00:00Z");

/** One input, and what reading it took. */
export interface WorstRow {
  readonly title: string;
  readonly cpuMs: number;
  readonly outcome: string;
}

async function readOnce(given: unknown): Promise<string> {
  const reading = mtlsSchema.safeParse(given);
  if (!reading.success) return `refused: ${reading.error.issues[0]?.message}`;
  const settled = await settleMtls(reading.data, NOW_MS);
  return settled.kind === "problem" ? `refused: ${settled.detail}` : "taken";
}

async function measured(title: string, given: unknown): Promise<WorstRow> {
  let outcome = "";
  const costs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    costs.push(
      await cpuMsPer(1, async () => {
        outcome = await readOnce(given);
      }),
    );
  }
  return { title, cpuMs: median(costs), outcome };
}

/** Measures all of them, the worst first. */
export async function worstKeyStores(): Promise<readonly WorstRow[]> {
  const stores = {
    "a key store of keytool and a trust store": () => ({
      keystore: storeFile("client.keytool.p12"),
      keystore_password: STORE_PASSWORD,
      truststore: storeFile("truststore.p12"),
      truststore_password: STORE_PASSWORD,
    }),
    PEM: () => ({ certificate: pemFile("client"), private_key: pemFile("client-key") }),
    "a chain of 20, as much stretching as is taken": worstAccepted,
  };
  const hostile = Object.entries(HOSTILE_MTLS).map(([title, { make }]) => [title, make] as const);
  const rows: WorstRow[] = [];
  for (const [title, make] of [
    ...Object.entries(stores),
    ...Object.entries(HOSTILE_TEXTS),
    ...hostile,
  ]) {
    rows.push(await measured(title, make()));
  }
  return rows.toSorted((one, other) => other.cpuMs - one.cpuMs);
}

/** The rows as lines of a table. */
export function linesOf(rows: readonly WorstRow[]): readonly string[] {
  return rows.map(
    ({ title, cpuMs, outcome }) =>
      `  ${title.padEnd(64)}${cpuMs.toFixed(1).padStart(9)} ms  ${outcome}`,
  );
}

if (import.meta.main) {
  const rows = await worstKeyStores();
  const head = `CPU of one request with config.mtls, median of ${ROUNDS}; it must stay below ${BAR_MS} ms:`;
  process.stdout.write([head, ...linesOf(rows), ""].join("\n"));
}
