import { useEffect, useState } from "preact/hooks";

import type { Store } from "./store.ts";

/** The present value of a store; the component is drawn again when it changes. */
export function useStore<Value>(store: Store<Value>): Value {
  const [, redraw] = useState({});
  const seen = store.get();
  useEffect(() => {
    // It may have changed between drawing and subscribing.
    if (!Object.is(seen, store.get())) redraw({});
    return store.subscribe(() => redraw({}));
  }, [store]);
  return seen;
}
