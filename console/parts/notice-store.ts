import { makeStore } from "../api/store.ts";

/** How long a notice stays, in ms: long enough to read two sentences. */
const SHOWN_MS = 10_000;

/** Something that was done, or is about to happen. */
export interface Notice {
  readonly id: number;
  readonly text: string;
}

/** What is shown at present, the newest last. */
export const notices = makeStore<readonly Notice[]>([]);
let lastId = 0;

/** Tells from outside of a component. */
export function tell(text: string): void {
  const id = ++lastId;
  notices.set([...notices.get(), { id, text }]);
  setTimeout(() => forget(id), SHOWN_MS);
}

/** Takes a notice away. */
export function forget(id: number): void {
  notices.set(notices.get().filter((notice) => notice.id !== id));
}
