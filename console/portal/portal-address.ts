import { takeAddress } from "./portal-code.ts";

/**
 * The link and the code that this tab came with. The code leaves the address when this module is
 * loaded: before a session is opened, and before anything reads the fragment as a page's path.
 */
export const portalAddress = takeAddress(globalThis);
