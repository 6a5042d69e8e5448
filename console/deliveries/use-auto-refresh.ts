import { useEffect } from "preact/hooks";

/**
 * Between the end of one refresh and the next, in ms: one request of a page, six times a minute.
 */
const REFRESH_MS = 10_000;

/** Refreshes now and then while it is wanted; not while nobody sees the tab. */
export function useAutoRefresh(isWanted: boolean, isLoading: boolean, reload: () => void): void {
  useEffect(() => {
    if (!isWanted || isLoading) return undefined;
    const refreshSeen = () => {
      if (document.visibilityState === "visible") reload();
    };
    const timer = setTimeout(() => {
      refreshSeen();
      // Hidden until now: it is done once somebody looks again.
      document.addEventListener("visibilitychange", refreshSeen);
    }, REFRESH_MS);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", refreshSeen);
    };
  }, [isWanted, isLoading]);
}
