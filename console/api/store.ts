/** A value that others watch. */
export interface Store<Value> {
  get(): Value;
  set(value: Value): void;
  /** @returns what ends the subscription */
  subscribe(listener: () => void): () => void;
}

/** Makes a store; a value that is the same as before tells nobody. */
export function makeStore<Value>(initial: Value): Store<Value> {
  let current = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => current,
    set(value) {
      if (Object.is(value, current)) return;
      current = value;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
