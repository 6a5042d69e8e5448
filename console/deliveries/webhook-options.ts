/**
 * Webhooks to choose from, by name; one that is chosen and unknown, as a deleted one, has its id.
 */
export function webhookOptions(
  names: ReadonlyMap<string, string>,
  chosen: string | undefined,
): readonly { readonly value: string; readonly label: string }[] {
  const options = [...names]
    .map(([value, label]) => ({ value, label }))
    .toSorted((one, other) => one.label.localeCompare(other.label));
  return chosen === undefined || names.has(chosen)
    ? options
    : [{ value: chosen, label: chosen }, ...options];
}
