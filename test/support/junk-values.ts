const LONG_TEXT = "x".repeat(100_000);

/** C0, DEL and C1, and the line ends of Unicode: what a line of text must not hold. */
const CONTROL_TEXTS = ["nul\u0000", "line\nbreak", "\u001B[31m", "\u007F", "\u0085", "\u2028"];

/** Of every kind of JSON value something that a field for text does not take. */
export const NO_TEXT: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  [],
  {},
  ["text"],
  { a: 1 },
  "",
  LONG_TEXT,
  ...CONTROL_TEXTS,
];

/**
 * Of every kind of JSON value something that a field for a whole number from 1 on does not take.
 */
export const NO_COUNT: readonly unknown[] = [null, true, "1", "", [], {}, -1, 0, 1.5, 1e9, 1e300];

/** What the id of an application does not take. */
export const NO_APPLICATION_ID = [...NO_TEXT, "with space", "-dash", "a".repeat(64), "ä"];

/** What the name of an event type does not take. */
export const NO_EVENT_TYPE = [...NO_TEXT, "with space", "ä", "x".repeat(129)];

/** What an endpoint does not take: wrong in form, or leading where requests must not go. */
export const NO_ENDPOINT = [
  ...NO_TEXT,
  "example.com",
  "/hooks",
  "ftp://example.com/",
  "javascript:alert(1)",
  "file:///etc/passwd",
  "https://user:password@example.com/",
  "https://example.com/#fragment",
  "https://example.com:22/",
  "https://10.0.0.1/",
  "https://169.254.169.254/latest/meta-data",
  "https://[::1]/",
  "https://[::ffff:10.0.0.1]/",
  "https://0x7f.2/../",
  "https://intranet/",
  "https://exa mple.com/",
  "https://",
  `https://example.com/${"x".repeat(2048)}`,
];
