import { makeStore, type Store } from "../../api/store.ts";
import type { Opened } from "../session.ts";

/** A key was refused in the middle of work; the dialog of the page asks for another. */
export interface Refusal {
  readonly place: Opened;
  /** Answers everybody who waits. */
  settle(hasNewKey: boolean): void;
}

/** The refusal that is asked about at present. */
export const refusal: Store<(Refusal & { readonly answer: Promise<boolean> }) | undefined> =
  makeStore<(Refusal & { readonly answer: Promise<boolean> }) | undefined>(undefined);

/** Asks for another key, once for all requests that were refused meanwhile. */
export async function askToSignInAgain(place: Opened): Promise<boolean> {
  const asked = refusal.get();
  if (asked !== undefined) return asked.place === place ? await asked.answer : false;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  refusal.set({
    place,
    answer: promise,
    settle(hasNewKey) {
      refusal.set(undefined);
      resolve(hasNewKey);
    },
  });
  return await promise;
}
