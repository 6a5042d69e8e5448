import { navigate, oweFocus } from "../hash-location.ts";
import { placeOfHash } from "../hash-place.ts";
import { placeAfter } from "../places.ts";
import { session, signIn } from "../session-store.ts";
import { type Access, accessTo, type Opened } from "../session.ts";
import { refusalOf } from "./accept-key.ts";

/**
 * Takes a key into this tab's session, and goes to what it opens unless one is at an open place.
 * @returns why it does not, as the rest of a sentence about the key
 */
export function takeKey(access: Access, wanted?: Opened): string | undefined {
  const refused = refusalOf(access, session.get(), wanted);
  if (refused !== undefined) return refused;
  // In the dialog over a page the place is open already, and the focus goes back to where it was.
  if (wanted === undefined || accessTo(session.get(), wanted) === undefined) oweFocus();
  signIn(access);
  const to = placeAfter(access, session.get(), placeOfHash(location.hash));
  if (to !== undefined) navigate(to, { replace: true });
  return undefined;
}
