import { makeStore } from "../api/store.ts";
import { useStore } from "../api/use-store.ts";

/** How long a notice stays, in ms: long enough to read two sentences. */
const SHOWN_MS = 10_000;

interface Notice {
  readonly id: number;
  readonly text: string;
}

const notices = makeStore<readonly Notice[]>([]);
let lastId = 0;

/** Tells what was done: shown for a while, and read out. */
export function useNotices(): { readonly tell: (text: string) => void } {
  return { tell };
}

/** Tells from outside of a component. */
export function tell(text: string): void {
  const id = ++lastId;
  notices.set([...notices.get(), { id, text }]);
  setTimeout(() => forget(id), SHOWN_MS);
}

function forget(id: number): void {
  notices.set(notices.get().filter((notice) => notice.id !== id));
}

/** Where notices appear; the frame of the page has it once. */
export function Notices() {
  return (
    <div class="notices" role="status">
      {useStore(notices).map(({ id, text }) => (
        <p key={id} class="notice">
          <span>{text}</span>
          <button
            type="button"
            class="button plain"
            aria-label="Dismiss"
            onClick={() => forget(id)}
          >
            ✕
          </button>
        </p>
      ))}
    </div>
  );
}
