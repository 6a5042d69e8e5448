import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

/** Whether an element scrolls in itself: then the keyboard has to reach it, and else need not. */
export function useOverflow(element: RefObject<HTMLElement>): boolean {
  const [overflows, setOverflows] = useState(false);
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    const look = () =>
      setOverflows(
        current.scrollWidth > current.clientWidth || current.scrollHeight > current.clientHeight,
      );
    const observer = new ResizeObserver(look);
    observer.observe(current);
    for (const child of current.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  return overflows;
}
