import { useEffect, useState } from "preact/hooks";

import { useStore } from "../api/use-store.ts";
import { type Wait, waits } from "../api/waiting.ts";
import { Button } from "../parts/button.tsx";

const REASONS: Record<Wait["reason"], string> = {
  "no-answer": "Ringback does not answer.",
  "too-many-requests": "Too many requests at once.",
  unavailable: "Ringback is away for a moment.",
};

/** Says that requests wait, and until when; one for all of them. */
export function WaitingBanner() {
  const all = useStore(waits);
  const [first] = all;
  return (
    <div class="waiting" role="status">
      {first !== undefined && (
        <div>
          <p>
            {REASONS[first.reason]} What you typed is kept. Trying again{" "}
            <Countdown key={first.untilMs} untilMs={first.untilMs} />.
          </p>
          <div class="actions">
            <Button onClick={() => endAll("again")}>Try now</Button>
            <Button onClick={() => endAll("give-up")}>Stop trying</Button>
          </div>
        </div>
      )}
    </div>
  );
}

function endAll(how: "again" | "give-up"): void {
  for (const wait of waits.get()) wait.end(how);
}

/** It is not read out each second: `aria-live` is off in here. */
function Countdown({ untilMs }: { readonly untilMs: number }) {
  const [nowMs, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.ceil((untilMs - nowMs) / 1000);
  return <span aria-live="off">{seconds > 0 ? `in ${seconds} s` : "now"}</span>;
}
