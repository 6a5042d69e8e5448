import type { OpenApi } from "./openapi.ts";
import { curlSample } from "./samples/curl-sample.ts";
import { sampledRequest } from "./samples/sampled-request.ts";
import { typescriptSample } from "./samples/typescript-sample.ts";

const FIRST_PATH = "/webhooks";

/**
 * What is read before the operations, in Markdown: how to authenticate, with a first request to
 * copy, then what holds for all answers.
 * @param api where the API is, without a slash at its end
 */
export function introduction({ info, paths, components }: OpenApi, api: string): string {
  const request = sampledRequest(FIRST_PATH, "get", paths?.[FIRST_PATH]?.["get"] ?? {});
  return `# Authentication

Every request carries a key in its \`authorization\` header. With an API key in \`KEY\`, this lists your webhooks:

\`\`\`sh
export KEY=rbk_…
${curlSample(request, api)}
\`\`\`

The same with the typed client that lies in the folder \`client\` of Ringback's repository:

\`\`\`ts
${typescriptSample(request, api)}
\`\`\`

To try requests on this page, paste a key into the field “Authentication”: it is sent to this API only, and forgotten when the tab closes or the page is loaded again.

${kindsOfKeys(components?.securitySchemes ?? {})}

# Requests and answers

${info.description ?? ""}
`;
}

const HEADINGS: Readonly<Record<string, string>> = {
  apiKey: "API keys",
  portalSession: "Sessions of the portal",
  operatorKey: "The operator key",
};

/** A section on each way to authenticate. */
function kindsOfKeys(schemes: Readonly<Record<string, { readonly description?: string }>>): string {
  return Object.entries(schemes)
    .map(([name, { description = "" }]) => `## ${HEADINGS[name] ?? name}\n\n${description}`)
    .join("\n\n");
}
