/** A secret that was replaced by a rotation with an overlap. */
export interface PreviousSecret {
  readonly secret: string;
  /** When it stops being live, in epoch milliseconds. */
  readonly untilMs: number;
}

/** The signature secrets of a webhook, opened. */
export interface SigningSecrets {
  readonly current: string | undefined;
  /** The newest first. */
  readonly previous: readonly PreviousSecret[];
}

/** Rotations whose overlaps may be under way at once; the oldest secret of more is dead. */
const MOST_PREVIOUS = 4;

/** The secrets that are live, the newest first. */
export function liveSecrets({ current, previous }: SigningSecrets, nowMs: number): string[] {
  return [
    ...(current === undefined ? [] : [current]),
    ...previous.filter(({ untilMs }) => nowMs < untilMs).map(({ secret }) => secret),
  ];
}

/** The secrets after a rotation: without an overlap only the new one, and it signs at once. */
export function rotatedSecrets(
  { current, previous }: SigningSecrets,
  next: string,
  nowMs: number,
  overlapSeconds: number,
): SigningSecrets {
  if (overlapSeconds === 0 || current === undefined) {
    return { current: next, previous: [] };
  }
  const live = previous.filter(({ untilMs }) => nowMs < untilMs);
  const replaced = { secret: current, untilMs: nowMs + overlapSeconds * 1000 };
  return { current: next, previous: [replaced, ...live].slice(0, MOST_PREVIOUS) };
}

/** Since when the newest secret signs, and until when those before it do, in epoch milliseconds. */
export interface RotationTimes {
  readonly signsFromMs: number;
  readonly previousSignUntilMs: number;
}

/**
 * The times of a rotation just now.
 * @param hasRoom whether a request has room for the signatures of all live secrets; otherwise the
 *   oldest signs
 */
export function rotationTimes(
  { previous }: SigningSecrets,
  nowMs: number,
  hasRoom: boolean,
): RotationTimes {
  const previousSignUntilMs = Math.max(nowMs, ...previous.map(({ untilMs }) => untilMs));
  return { signsFromMs: hasRoom ? nowMs : previousSignUntilMs, previousSignUntilMs };
}

/** The previous secrets as the text that is sealed. */
export function writePreviousSecrets(previous: readonly PreviousSecret[]): string {
  return JSON.stringify(previous);
}

/** The previous secrets of an opened text. */
export function readPreviousSecrets(text: string): PreviousSecret[] {
  return JSON.parse(text) as PreviousSecret[];
}
