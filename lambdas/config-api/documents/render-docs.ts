import { createHash } from "node:crypto";

import type { OpenApiDocument } from "./openapi-document.ts";
import { tagOf } from "./tags.ts";

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
code, pre { font: 14px/1.4 ui-monospace, monospace; }
pre { overflow-x: auto; padding: .75rem; border: 1px solid #8884; border-radius: 4px; }
summary { cursor: pointer; padding: .35rem 0; }
section { border-top: 1px solid #8884; margin-top: 1.5rem; }
table { border-collapse: collapse; }
td { padding: .15rem 1rem .15rem 0; vertical-align: top; }
.method { display: inline-block; min-width: 4.5rem; font-weight: 600; }
`;

/** Nothing is loaded, run or framed; only the page's own style counts. */
export const docsContentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly unknown[];
  readonly requestBody?: unknown;
  readonly responses?: Readonly<Record<string, Response>>;
}

interface Response {
  readonly description?: string;
  readonly $ref?: string;
}

/** The OpenAPI document as one page of HTML, without scripts or anything from elsewhere. */
export function renderDocs(document: OpenApiDocument): string {
  const { info, components } = document;
  const operations = operationsOf(document);
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  const shared = (components?.responses ?? {}) as Readonly<Record<string, Response>>;
  const sections = tags.map((tag) => {
    const own = operations.filter((operation) => operation.tag === tag);
    return `<section><h2>${escape(tag)}</h2>${own.map((operation) => renderOperation(operation, shared)).join("")}</section>`;
  });
  const schemas = Object.entries(components?.schemas ?? {}).map(
    ([name, schema]) =>
      `<details id="${escape(name)}"><summary><code>${escape(name)}</code></summary>${json(schema)}</details>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(info.title)} API</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escape(info.title)} API ${escape(info.version)}</h1>
<p>${prose(info.description ?? "")}</p>
<p>As an OpenAPI document: <a href="openapi.json">openapi.json</a>.</p>
${sections.join("\n")}
<section><h2>Schemas</h2>${schemas.join("")}</section>
</body>
</html>
`;
}

function operationsOf(document: OpenApiDocument): Operation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, object>).map(([method, operation]): Operation => {
      const own = { method: method.toUpperCase(), path, tag: tagOf({ path }) };
      return Object.assign(own, operation);
    }),
  );
}

/** @param shared responses that operations name */
function renderOperation(operation: Operation, shared: Readonly<Record<string, Response>>): string {
  const { method, path, summary = "", description = "", responses = {} } = operation;
  const rows = Object.entries(responses).map(([status, { $ref, ...own }]) => {
    const { description: meaning = "" } = shared[$ref?.split("/").at(-1) ?? ""] ?? own;
    return `<tr><td><code>${escape(status)}</code></td><td>${prose(meaning)}</td></tr>`;
  });
  return `<details><summary><code class="method">${escape(method)}</code><code>${escape(path)}</code> ${escape(summary)}</summary>
<p>${prose(description)}</p>
${part("Parameters", operation.parameters)}${part("Body", operation.requestBody)}
<table>${rows.join("")}</table></details>`;
}

function part(title: string, value: unknown): string {
  return value === undefined ? "" : `<h4>${title}</h4>${json(value)}`;
}

function json(value: unknown): string {
  return `<pre>${escape(JSON.stringify(value, undefined, 2))}</pre>`;
}

/** A sentence, with what stands between backticks as code. */
function prose(text: string): string {
  return escape(text).replaceAll(/`([^`]*)`/gu, "<code>$1</code>");
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
