import { useRef, useState } from "preact/hooks";

import { useOverflow } from "./use-overflow.ts";

/** How long "Copied" is shown, in ms. */
const COPIED_MS = 2000;

/** Text as it is, with a button that copies it. */
export function Code({
  text,
  language,
  label = "Copy",
  copied: toCopy = text,
}: {
  readonly text: string;
  /** For the eye only: "json", "python". */
  readonly language?: string;
  /** What the button is called, where there are several. */
  readonly label?: string;
  /** What the button copies, where only the beginning is shown. @default - what is shown */
  readonly copied?: string;
}) {
  const pre = useRef<HTMLPreElement>(null);
  const overflows = useOverflow(pre);
  const [copied, setCopied] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(toCopy);
      setCopied("Copied");
    } catch {
      setCopied("Select the text and copy it");
    }
    setTimeout(() => setCopied(""), COPIED_MS);
  };
  const isOneLine = language === undefined && !text.includes("\n");
  return (
    <div class={isOneLine ? "code one-line" : "code"}>
      <div class="code-head">
        {language !== undefined && <span class="hint">{language}</span>}
        <span role="status">{copied}</span>
        <button type="button" class="button plain" onClick={() => void copy()}>
          {label}
        </button>
      </div>
      <pre ref={pre} tabIndex={overflows ? 0 : undefined}>
        <code>{text}</code>
      </pre>
    </div>
  );
}
