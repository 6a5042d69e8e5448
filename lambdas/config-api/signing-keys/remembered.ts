/** What was read, for some seconds: all requests of that time share one reading. A failure is not remembered. */
export function makeRemembered<Value>(
  read: (nowMs: number) => Promise<Value>,
  lifetimeSeconds: number,
): (nowMs: number) => Promise<Value> {
  let known: { readonly untilMs: number; readonly value: Promise<Value> } | undefined;
  return (nowMs) => {
    if (known !== undefined && nowMs < known.untilMs) return known.value;
    const entry = { untilMs: nowMs + lifetimeSeconds * 1000, value: read(nowMs) };
    known = entry;
    entry.value.catch(() => {
      if (known === entry) known = undefined;
    });
    return entry.value;
  };
}
