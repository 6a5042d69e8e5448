/** An event as somebody typed it. */
export interface TypedEvent {
  readonly type: string;
  /** Empty: none. */
  readonly id: string;
  /** JSON. */
  readonly payload: string;
}

/**
 * The body of `POST /events` as JSON: the payload goes in as it was typed, so that receivers get
 * its numbers and the order of its members as they stand there.
 */
export function eventBodyText({ type, id, payload }: TypedEvent): string {
  const head = JSON.stringify({ type, ...(id !== "" && { id }) });
  return `${head.slice(0, -1)},"payload":${payload}}`;
}
