/** What the renderer says wrongly of its parts to assistive technology, and what is right. */
const MENDS: readonly [selector: string, mend: (part: Element) => void][] = [
  // The search: its list is open as long as its field is there.
  [
    "input[role=combobox]:not([aria-expanded])",
    (part) => part.setAttribute("aria-expanded", "true"),
  ],
  // Fields of a request that one tries.
  [
    "div[role=combobox]:not([aria-expanded])",
    (part) => part.setAttribute("aria-expanded", "false"),
  ],
  ["button[role=none]", (part) => part.removeAttribute("role")],
  [".cm-content:not([aria-label])", (part) => part.setAttribute("aria-label", "Body")],
];

/** Keeps the page's roles right as it changes (WCAG 2.2, 4.1.2); axe finds what is missing here. */
export function mendRoles(): void {
  new MutationObserver(mendAll).observe(document.body, { childList: true, subtree: true });
}

function mendAll(): void {
  for (const [selector, mend] of MENDS) document.querySelectorAll(selector).forEach(mend);
}
