import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

/** Rows that are drawn at first, and added each time: a thousand at once take most of a second. */
const STEP = 100;
/** How far below the window the end of the list may be before more is drawn, in pixels. */
const AHEAD_PX = 800;

/**
 * How many of a long list's rows are drawn: more of them as the end comes into sight.
 * @param end what stands below the last row; it is drawn only while there are more
 */
export function useGrowing(
  length: number,
  end: RefObject<HTMLElement>,
): { readonly count: number; readonly grow: () => void } {
  const [wanted, setWanted] = useState(STEP);
  const count = Math.min(wanted, length);
  const grow = () => setWanted((before) => before + STEP);
  useEffect(() => {
    const { current } = end;
    if (current === null) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting === true) grow();
      },
      { rootMargin: `${AHEAD_PX}px` },
    );
    observer.observe(current);
    return () => observer.disconnect();
    // Observed anew after each step: an end that stays in sight tells nothing by itself.
  }, [count, length]);
  return { count, grow };
}
