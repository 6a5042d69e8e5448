import { useStore } from "../api/use-store.ts";
import { forget, notices, tell } from "./notice-store.ts";

/** Tells what was done: shown for a while, and read out. */
export function useNotices(): { readonly tell: (text: string) => void } {
  return { tell };
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
