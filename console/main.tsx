import "./shell/theme.css";
import "./parts/parts.css";
import "./parts/fields.css";
import "./parts/tables.css";
import "./shell/frame.css";
import "./shell/sign-in/sign-in.css";
import { render } from "preact";

import { PortalPage } from "./portal/portal-page.tsx";
import { App } from "./shell/app.tsx";
import { watchHash } from "./shell/hash-location.ts";
import { openSession } from "./shell/session-store.ts";
import { SignInPage } from "./shell/sign-in/sign-in-page.tsx";

/** The last part of a portal link's path: it is no secret. */
const link = /\/portal\/(?<id>[^/]+)\/?$/u.exec(location.pathname)?.groups?.["id"];

const root = document.querySelector("#app");
if (root !== null) {
  openSession(link === undefined ? "ringback.session" : `ringback.portal.${link}`);
  watchHash();
  render(<App signedOut={link === undefined ? <SignInPage /> : <PortalPage />} />, root);
}
