/** Seconds that a link and its sessions last when nobody says: an hour at a desk. */
export const DEFAULT_LINK_SECONDS = 3600;
/** The least: a link ends no earlier than its code. */
export const MIN_LINK_SECONDS = 300;
/** The most: a day. Who needs it again is still let in by the page that makes the links. */
export const MAX_LINK_SECONDS = 86_400;

/** How long the code of a link is good, in milliseconds: a page that embeds it loads at once. */
export const CODE_MS = 300_000;

const HOUR_MS = 3_600_000;
/**
 * Links that may be made within an hour, by their first environment. Each visit of an embedding
 * page makes one: far more than people open, few enough that those which are alive, 24 hours' worth
 * at most, are listed and deleted in seconds.
 */
export const MAX_LINKS_PER_HOUR = 200;

/** The hour that a time is in, in hours since the epoch: each counts its links by itself. */
export function hourOf(ms: number): number {
  return Math.floor(ms / HOUR_MS);
}

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** Base 62: 56 billion seconds, which is until the year 3769. */
const TIME_LENGTH = 6;

/**
 * What the ids of all links of an application begin with that were made in this second: they are
 * sorted by their time.
 */
export function linkIdStart(application: string, ms: number): string {
  let rest = Math.floor(Math.max(0, ms) / 1000);
  let text = "";
  for (let place = 0; place < TIME_LENGTH; place += 1) {
    text = `${DIGITS.charAt(rest % DIGITS.length)}${text}`;
    rest = Math.floor(rest / DIGITS.length);
  }
  return `plk_${application}_${text}`;
}

/** Whether the code of a link still opens it, if it is the right one. */
export function isExchangeable(
  link: {
    readonly codeUntilMs: number;
    readonly validUntilMs: number;
    readonly exchangedAtMs?: number;
  },
  nowMs: number,
): boolean {
  return link.exchangedAtMs === undefined && nowMs < link.codeUntilMs && nowMs < link.validUntilMs;
}

/** The rights to read that are missing beside rights to write: answers to those show the same. */
export function missingReads(permissions: readonly string[]): string[] {
  return permissions
    .filter((permission) => permission.endsWith(":write"))
    .map((permission) => permission.replace(/write$/u, "read"))
    .filter((read) => !permissions.includes(read));
}
