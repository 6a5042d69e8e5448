import { useEffect, useState } from "preact/hooks";
import { Link } from "wouter-preact";

import type { Event } from "../../client/client.ts";
import { useLoaded } from "../api/use-loaded.ts";
import { Badge, type Tone } from "../parts/badge.tsx";
import { Button } from "../parts/button.tsx";
import { useAccess } from "../shell/use-access.ts";

/** Looks at an event that was just published, a second apart: fan-out takes a moment. */
const LOOKS = 5;
const LOOK_MS = 1000;

/** An event that was sent from here: where to read it, and what became of its deliveries. */
export function PublishedEvent({ id }: { readonly id: string }) {
  const { may, path } = useAccess();
  return (
    <div class="sent" role="status">
      <p>
        Sent as{" "}
        {may("events:read") ? <Link href={path(`/events/${id}`)}>{id}</Link> : <code>{id}</code>}.
      </p>
      {may("events:read") && <Deliveries id={id} />}
    </div>
  );
}

function Deliveries({ id }: { readonly id: string }) {
  const { may, path } = useAccess();
  const [looks, setLooks] = useState(0);
  const loaded = useLoaded(
    (client, signal) => client.GET("/events/{id}", { params: { path: { id } }, signal }),
    [id],
  );
  const isOpen = loaded.state !== "loaded" || loaded.value.deliveries.some(isUnderWay);
  useEffect(() => {
    if (!isOpen || loaded.state === "loading" || looks >= LOOKS) return;
    const timer = setTimeout(() => {
      setLooks(looks + 1);
      loaded.reload();
    }, LOOK_MS);
    return () => clearTimeout(timer);
  }, [loaded.state, isOpen, looks]);
  const again = (
    <Button
      onClick={() => {
        setLooks(0);
        loaded.reload();
      }}
    >
      Look again
    </Button>
  );
  if (loaded.state !== "loaded") {
    return looks < LOOKS ? <p>On its way…</p> : <p>It cannot be read yet. {again}</p>;
  }
  const { deliveries } = loaded.value;
  if (deliveries.length === 0) {
    return <p>No webhook wanted it: none has this event type, or their filters left it out.</p>;
  }
  return (
    <>
      <ul>
        {deliveries.map((delivery) => (
          <li key={delivery.id}>
            {may("deliveries:read") ? (
              <Link href={path(`/deliveries/${delivery.id}`)}>{delivery.id}</Link>
            ) : (
              <code>{delivery.id}</code>
            )}{" "}
            <Badge tone={toneOf(delivery)}>{delivery.status}</Badge>
          </li>
        ))}
      </ul>
      {isOpen && looks >= LOOKS && again}
    </>
  );
}

type EventDelivery = Event["deliveries"][number];

function isUnderWay({ status }: EventDelivery): boolean {
  return status === "pending";
}

function toneOf({ status }: EventDelivery): Tone {
  if (status === "delivered") return "good";
  if (status === "dropped") return "bad";
  return status === "waiting" ? "warn" : "quiet";
}
