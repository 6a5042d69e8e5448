/** Largest file that is read, in bytes: more than the API takes, so that it can say so. */
export const LARGEST_FILE = 1_000_000;

/** Bytes that are turned into characters at once: a call takes so many arguments. */
const CHUNK = 8192;

/** Base64 of a file's bytes, as the API takes key stores. */
export function base64Of(bytes: Uint8Array): string {
  let binary = "";
  for (let start = 0; start < bytes.length; start += CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  }
  return btoa(binary);
}

/** PEM of a file's bytes: its text. */
export function pemOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
