import type { TextVerdict } from "./json-check.ts";

/** What the check says of a text beside its field; it is told when it changes. */
export function Verdict(of: {
  readonly verdict: TextVerdict | undefined;
  /** What it says of a text that is right. */
  readonly good: string;
}) {
  const { verdict, good } = of;
  return (
    <div class="verdict" role="status">
      {verdict === undefined ? null : verdict.kind === "good" ? (
        <p class="verdict-good">✓ {good}</p>
      ) : (
        <ul class="verdict-bad">
          {verdict.errors.map(({ place, message }) => (
            <li key={place + message}>
              {place !== "" && <code>{place}</code>} {message}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
