import type { UsedSecret } from "./used-secrets.ts";

/** Something that people can read: a log, an answer. */
export interface ReadableText {
  /** Where it stands. */
  readonly place: string;
  /** The name of the request that it answers, if it is an answer. */
  readonly answers?: string;
  readonly text: string;
}

/**
 * A secret that stands where it does not belong. It does not say which: this ends up in logs too.
 */
export interface Leak {
  readonly kind: string;
  readonly place: string;
  /** How it is written there. */
  readonly form: string;
}

/**
 * Characters of a long secret whose like stand nowhere else: a part of a private key is a leak as
 * well.
 */
const TELLING_LENGTH = 40;

/**
 * Finds secrets, however they are written: as they are, escaped in JSON, in base64, in a URL, in
 * part.
 */
export function findLeaks(secrets: readonly UsedSecret[], texts: readonly ReadableText[]): Leak[] {
  return secrets.flatMap((secret) => {
    const forms = formsOf(secret.text);
    return texts
      .filter(({ answers }) => answers === undefined || answers !== secret.shownBy)
      .flatMap(({ place, text }) => {
        const form = forms.find(([, written]) => text.includes(written))?.[0];
        return form === undefined ? [] : [{ kind: secret.kind, place, form }];
      });
  });
}

/** All ways to write a text, each with its name. */
function formsOf(text: string): (readonly [form: string, written: string])[] {
  const inJson = JSON.stringify(text).slice(1, -1);
  const lines = text.split("\n").toSorted((one, other) => other.length - one.length);
  const longest = lines[0] ?? "";
  const middle = Math.floor((longest.length - TELLING_LENGTH) / 2);
  const forms: (readonly [string, string])[] = [
    ["as it is", text],
    ["in JSON", inJson],
    ["in JSON in JSON", JSON.stringify(inJson).slice(1, -1)],
    ["in a URL", encodeURIComponent(text.toWellFormed())],
    ...[0, 1, 2].flatMap((offset) => {
      const written = base64Within(text, offset);
      const inUrls = written.replaceAll("+", "-").replaceAll("/", "_");
      return [["in base64", written] as const, ["in base64", inUrls] as const];
    }),
    ["in hex", Buffer.from(text).toString("hex")],
  ];
  return middle > 0
    ? [["in part", longest.slice(middle, middle + TELLING_LENGTH)], ...forms]
    : forms;
}

/**
 * What stands in the base64 of any text that holds this one behind a multiple of three bytes, and
 * `offset` more.
 */
function base64Within(text: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString("base64");
  return whole.slice(offset === 0 ? 0 : 4);
}
