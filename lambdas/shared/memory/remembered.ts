/**
 * Makes a reading that is shared: all who ask within its lifetime get the same one. A failure is not remembered.
 * @returns asks for what was read `lifetimeMs` ago at most
 */
export function makeRemembered<Value>(
  read: (nowMs: number) => Promise<Value>,
): (nowMs: number, lifetimeMs: number) => Promise<Value> {
  let known: { readonly readAtMs: number; readonly value: Promise<Value> } | undefined;
  return (nowMs, lifetimeMs) => {
    if (known !== undefined && nowMs - known.readAtMs < lifetimeMs) return known.value;
    const entry = { readAtMs: nowMs, value: read(nowMs) };
    known = entry;
    entry.value.catch(() => {
      if (known === entry) known = undefined;
    });
    return entry.value;
  };
}
