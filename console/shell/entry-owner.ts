/**
 * Whose pages an entry of the tab's history has shown: an application's name in the entry's state,
 * which the browser keeps beside the address, through steps back and a reload. Environments need
 * none: the address says them.
 */

/** The application that the present entry was shown to; undefined: to nobody yet. */
export function ownerOfEntry(): string | undefined {
  const { application } = (history.state ?? {}) as { readonly application?: unknown };
  return typeof application === "string" ? application : undefined;
}

/** Keeps to whom the present entry is shown. */
export function ownEntry(application: string): void {
  if (ownerOfEntry() !== application) history.replaceState({ application }, "");
}
