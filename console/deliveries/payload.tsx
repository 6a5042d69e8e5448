import { useMemo, useState } from "preact/hooks";

import { Button } from "../parts/button.tsx";
import { Code } from "../parts/code.tsx";
import { Tabs } from "../parts/tabs.tsx";
import { beginningOf, prettyJson, type ShownText } from "./pretty-json.ts";

/** Characters that are shown at first: some 500 lines. */
const SHOWN_AT_FIRST = 20_000;
/** More than any payload: 256 KB, of brackets and indented. */
const SHOWN_AT_MOST = 4_000_000;

/** A body as text: in lines, or as it was sent. Copied is always the whole, as it was sent. */
export function Payload({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <Tabs
      label={label}
      tabs={[
        { id: "pretty", label: "In lines", panel: () => <Shown text={text} cut={prettyJson} /> },
        { id: "raw", label: "As sent", panel: () => <Shown text={text} cut={beginningOf} /> },
      ]}
    />
  );
}

function Shown({
  text,
  cut,
}: {
  readonly text: string;
  readonly cut: (text: string, mostCharacters: number) => ShownText;
}) {
  const [isWhole, showWhole] = useState(false);
  const shown = useMemo(
    () => cut(text, isWhole ? SHOWN_AT_MOST : SHOWN_AT_FIRST),
    [text, cut, isWhole],
  );
  return (
    <>
      <Code text={shown.text} copied={text} language="JSON" label="Copy as sent" />
      {!shown.isWhole && (
        <p class="payload-rest">
          <span class="hint">This is the beginning of {sizeText(text)}.</span>{" "}
          <Button onClick={() => showWhole(true)}>Show all</Button>
        </p>
      )}
    </>
  );
}

function sizeText(text: string): string {
  return `${Math.ceil(new TextEncoder().encode(text).length / 1024)} KB`;
}
