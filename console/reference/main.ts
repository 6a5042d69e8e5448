import "./reference.css";
import { mendRoles } from "./mend-roles.ts";
import type { OpenApi } from "./openapi.ts";
import { prepareDocument } from "./prepare-document.ts";
import { renderReference } from "./renderer.ts";

const PLACE = "#reference";

/** Where the API is: the page lies at `docs` of it. */
const api = new URL(".", location.href).href.replace(/\/$/u, "");

async function show(): Promise<void> {
  const response = await fetch(`${api}/openapi.json`);
  if (!response.ok) throw new Error(`openapi.json: ${response.status}`);
  const document = (await response.json()) as OpenApi;
  globalThis.document.querySelector(PLACE)?.replaceChildren();
  mendRoles();
  renderReference(PLACE, prepareDocument(document, api));
}

show().catch((error: unknown) => {
  const place = document.querySelector(PLACE);
  if (place === null) throw error;
  place.textContent = `The API's document could not be loaded (${String(error)}). Load the page again in a minute.`;
});
