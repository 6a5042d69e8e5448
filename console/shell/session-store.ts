import { makeStore, type Store } from "../api/store.ts";
import { waits } from "../api/waiting.ts";
import { tell } from "../parts/notice-store.ts";
import { oweFocus } from "./hash-location.ts";
import {
  type Access,
  nextEnd,
  NOBODY,
  readSession,
  type Session,
  stillGood,
  withAccess,
} from "./session.ts";
import { refusal } from "./sign-in/sign-in-again.ts";

/** The session of this tab. */
export const session: Store<Session> = makeStore<Session>(NOBODY);

/** Whether a session ended by itself, and since when this tab shows that; for the sign-in page. */
export const hasEnded: Store<boolean> = makeStore(false);

/** Under which name the tab keeps it; undefined until it is opened. */
let keptAs: string | undefined;
let endTimer: ReturnType<typeof setTimeout> | undefined;
let warnTimer: ReturnType<typeof setTimeout> | undefined;

/** How long before its end a session says so, in ms: time to save what was typed. */
const WARN_MS = 5 * 60 * 1000;

/** Longest timer that browsers take, in ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Takes up what the tab kept, and keeps it from now on.
 * @param name `ringback.session`, or that of a portal link
 */
export function openSession(name: string): void {
  keptAs = name;
  const text = storage()?.getItem(name) ?? null;
  hold(readSession(text, Date.now()));
  document.addEventListener("visibilitychange", presentSession);
  hasEnded.set(text !== null && session.get().accesses.length === 0);
}

/** Signs in with one key more, or with the next for the same place. */
export function signIn(...accesses: readonly Access[]): void {
  let next = session.get();
  for (const access of accesses) next = withAccess(next, access, Date.now());
  hasEnded.set(false);
  hold(next);
}

/**
 * The session without what has ended. Timers stand still while a computer sleeps, so its end is
 * looked for whenever somebody looks at the tab, or it is about to ask something.
 */
export function presentSession(): Session {
  if (Date.now() >= (nextEnd(session.get()) ?? Infinity)) endWhatIsOver();
  return session.get();
}

/** Signs out, of everything. */
export function signOut(): void {
  hasEnded.set(false);
  leave(NOBODY);
}

/** Ends the session, and says so: a link that is not accepted any more. */
export function endSession(): void {
  leave(NOBODY);
  hasEnded.set(true);
}

/**
 * Holds what there is after somebody left: the page of before is gone, and the focus with it.
 * What still waits, to be asked for again or with another key, is not.
 */
function leave(next: Session): void {
  if (next.accesses.length === 0) {
    oweFocus();
    for (const wait of waits.get()) wait.end("give-up");
    refusal.get()?.settle(false);
  }
  hold(next);
}

function hold(next: Session): void {
  keep(next);
  session.set(next);
  clearTimeout(endTimer);
  clearTimeout(warnTimer);
  const endMs = nextEnd(next);
  if (endMs === undefined) return;
  const leftMs = Math.min(LONGEST_TIMER_MS, Math.max(0, endMs - Date.now()));
  endTimer = setTimeout(endWhatIsOver, leftMs);
  if (leftMs > WARN_MS) warnTimer = setTimeout(warn, leftMs - WARN_MS);
}

/** Where the storage of a tab takes no more, the session lives as long as the page. */
function keep(next: Session): void {
  if (keptAs === undefined) return;
  try {
    if (next.accesses.length === 0) storage()?.removeItem(keptAs);
    else storage()?.setItem(keptAs, JSON.stringify(next));
  } catch {
    storage()?.removeItem(keptAs);
  }
}

function warn(): void {
  tell("Your session ends in five minutes: save what you typed.");
}

function endWhatIsOver(): void {
  const good = stillGood(session.get(), Date.now());
  if (good.accesses.length === 0 && session.get().accesses.length > 0) hasEnded.set(true);
  leave(good);
}

/** Not there where a frame may keep nothing: then the session lives as long as the page. */
function storage(): Storage | undefined {
  try {
    return globalThis.sessionStorage;
  } catch {
    return undefined;
  }
}
