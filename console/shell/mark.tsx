/** The sign of the product: a call, and the one back. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d="M4 12a8 8 0 0 1 13.7-5.6M20 12a8 8 0 0 1-13.7 5.6" />
      <path d="M18.5 2.5v4.4h-4.4M5.5 21.5v-4.4h4.4" />
      <circle cx="12" cy="12" r="2.4" />
    </svg>
  );
}
