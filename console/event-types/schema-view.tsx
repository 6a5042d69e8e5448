import { useMemo } from "preact/hooks";

import type { JsonSchema } from "../../lambdas/shared/domain/event-type.ts";
import { type SchemaNode, schemaTree } from "./schema-tree.ts";

/** A schema as a tree that can be read; its parts open and close. */
export function SchemaView({ schema }: { readonly schema: JsonSchema }) {
  const nodes = useMemo(() => schemaTree(schema), [schema]);
  if (nodes.length === 0) return <p>Any JSON object.</p>;
  return <Nodes nodes={nodes} depth={0} />;
}

function Nodes({
  nodes,
  depth,
}: {
  readonly nodes: readonly SchemaNode[];
  readonly depth: number;
}) {
  return (
    <ul class="schema">
      {nodes.map((node) => (
        <li key={node.name}>
          {node.children.length === 0 ? (
            <Line node={node} />
          ) : (
            <details open={depth < 2}>
              <summary>
                <Line node={node} />
              </summary>
              <Nodes nodes={node.children} depth={depth + 1} />
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}

function Line({ node }: { readonly node: SchemaNode }) {
  const { name, type, isRequired, rules, description } = node;
  return (
    <>
      <code class="schema-name">{name}</code>{" "}
      <span class="schema-rules">{[...(type === "" ? [] : [type]), ...rules].join(" · ")}</span>
      {isRequired && <strong> required</strong>}
      {description !== undefined && <p class="schema-description">{description}</p>}
    </>
  );
}
