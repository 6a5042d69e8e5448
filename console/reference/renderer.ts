import type { OpenApi, Operation } from "./openapi.ts";

/** Scalar's script (console/build/reference-assets.ts) leaves this behind. */
interface Scalar {
  createApiReference(place: string, settings: object): void;
}

declare global {
  // oxlint-disable-next-line no-var -- a global of another script
  var Scalar: Scalar;
}

/**
 * Shows a document. All that leaves this origin is off: fonts, proxy, telemetry, and what belongs
 * to Scalar's own services; the page's CSP forbids it, too. A key that one types stays in memory.
 * https://scalar.com/products/api-references/configuration
 * @param place selector of the element that it fills
 */
export function renderReference(place: string, document: OpenApi): void {
  globalThis.Scalar.createApiReference(place, {
    content: document,
    authentication: { preferredSecurityScheme: "apiKey" },
    persistAuth: false,
    proxyUrl: "",
    withDefaultFonts: false,
    telemetry: false,
    externalUrls: { dashboardUrl: "", registryUrl: "", proxyUrl: "", apiBaseUrl: "" },
    agent: { disabled: true, hideAddApi: true },
    mcp: { disabled: true },
    hideClientButton: true,
    showDeveloperTools: "never",
    documentDownloadType: "none",
    // Its own samples would know neither $KEY nor our client.
    hiddenClients: true,
    modelsSectionLabel: "Schemas",
    defaultOpenFirstTag: false,
    // Links that stay when a path or a summary changes: #tag/webhooks/createWebhook
    generateOperationSlug: ({ operationId = "" }: Operation) => operationId,
    generateWebhookSlug: ({ name }: { readonly name: string }) => name,
  });
}
