const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const ID_LENGTH = 22;
const ID_BYTES = 16;

/** The tenant whose events are asked after. */
interface Tenant {
  readonly application: string;
  readonly environment: string;
}

/**
 * The ids that an event may have by what somebody knows it under, likeliest first: its id, that of
 * one of its deliveries, the id that its producer gave it, or the one that PutEvents answered.
 */
export async function eventIdsOf(tenant: Tenant, asked: string): Promise<string[]> {
  if (/^evt_[0-9A-Za-z]{22}$/u.test(asked)) return [asked];
  const [, ofDelivery] = /^dlv_([0-9A-Za-z]{22})_[0-9A-Za-z]{22}$/u.exec(asked) ?? [];
  if (ofDelivery !== undefined) return [`evt_${ofDelivery}`];
  return Promise.all(["producer", "bus"].map((source) => derivedId(tenant, source, asked)));
}

/** As `eventIdOf` of lambdas/shared/domain/identifiers.ts, with what a browser has. */
async function derivedId(
  { application, environment }: Tenant,
  source: string,
  id: string,
): Promise<string> {
  const name = JSON.stringify([application, environment, source, id]);
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(name));
  let rest = 0n;
  for (const byte of new Uint8Array(hash, 0, ID_BYTES)) rest = rest * 256n + BigInt(byte);
  let text = "";
  for (let index = 0; index < ID_LENGTH; index += 1) {
    text = ALPHABET.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return `evt_${text}`;
}
