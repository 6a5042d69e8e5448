import { type TextView, viewsOf, withoutCutEscape } from "./escaped-text.ts";

/** Shorter texts are common: where they stand alone they are a secret, not inside other words. */
const SHORTEST_SECRET = 8;
const HIDDEN = "[secret]";
const BEYOND_ASCII = /[\u0080-\uffff]/u;
/** What a word is made of. */
const WORD_CHARACTER = /[\p{L}\p{N}_]/u;

/** A part of a text: where it begins, and where it has ended. */
type Range = readonly [start: number, end: number];

/**
 * A text without these secrets: not as they stand, not escaped as in JSON, HTML, URLs and forms,
 * not in base64 or hex, and not the beginning of one at its end. For the answers of receivers,
 * which may echo what they were sent: they are kept, and shown to holders of a key.
 * @param isCut whether the text goes on: then even one character at its end is hidden that a secret
 *   begins with
 */
export function hideSecrets(text: string, secrets: readonly string[], isCut = false): string {
  if (text === "") return text; // most receivers say nothing
  const forms = [...new Set(secrets.flatMap(formsOf))].filter((form) => form !== "");
  const views = viewsOf(text);
  const ends = isCut ? [...views, ...viewsOf(withoutCutEscape(text))] : views;
  const shortest = isCut ? 1 : SHORTEST_SECRET;
  const whole = forms.flatMap((form) => views.flatMap((view) => placesOf(form, view)));
  const begun = forms.flatMap((form) =>
    ends.flatMap((view) => beginningAtEnd(form, view, shortest, text.length)),
  );
  return withoutRanges(text, whole.concat(begun));
}

/**
 * The secret, and as it looks where one side takes it for UTF-8, the other for Latin-1 (headers).
 */
function formsOf(secret: string): string[] {
  return BEYOND_ASCII.test(secret)
    ? [secret, Buffer.from(secret).toString("latin1"), Buffer.from(secret, "latin1").toString()]
    : [secret];
}

/** Where a form of a secret stands in the text itself. */
function placesOf(form: string, { text, offsetOf, isFromDigits }: TextView): Range[] {
  if (form.length < SHORTEST_SECRET && isFromDigits) return [];
  const places: Range[] = [];
  for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + 1)) {
    const end = at + form.length;
    if (form.length >= SHORTEST_SECRET || isAlone(text, at, end)) {
      places.push([offsetOf(at), offsetOf(end)]);
    }
  }
  return places;
}

/** Whether no word goes on over the edges of this part. */
function isAlone(text: string, start: number, end: number): boolean {
  const isWithinWord = (at: number): boolean =>
    WORD_CHARACTER.test(text.charAt(at - 1)) && WORD_CHARACTER.test(text.charAt(at));
  return !isWithinWord(start) && !isWithinWord(end);
}

/** The end of the text that a form of a secret begins with: the longest. */
function beginningAtEnd(
  form: string,
  { text, offsetOf }: TextView,
  shortest: number,
  end: number,
): Range[] {
  if (!text.slice(1 - form.length).includes(form.slice(0, shortest))) return [];
  const length = overlap(form, text);
  return length < shortest ? [] : [[offsetOf(text.length - length), end]];
}

/** Characters that `form` begins and `text` ends with, by Knuth, Morris, Pratt: no step twice. */
function overlap(form: string, text: string): number {
  const both = `${form.slice(0, text.length)}\0${text.slice(-form.length)}`;
  const borders = [0];
  for (let at = 1; at < both.length; at += 1) {
    let border = Number(borders[at - 1]);
    while (border > 0 && both[border] !== both[at]) border = Number(borders[border - 1]);
    borders.push(both[border] === both[at] ? border + 1 : 0);
  }
  return Number(borders.at(-1));
}

/** The text with one mark in place of each part, those that overlap being one. */
function withoutRanges(text: string, ranges: readonly Range[]): string {
  let [shown, at] = ["", 0];
  for (const [start, end] of ranges.toSorted(([one], [other]) => one - other)) {
    if (start >= at) shown += `${text.slice(at, start)}${HIDDEN}`;
    at = Math.max(at, end);
  }
  return shown + text.slice(at);
}

/** Headers whose values everybody may know: what is sent to all receivers alike, and ids. */
const OPEN_HEADER = /^(?:content-type|user-agent|ringback-.*|webhook-(?:id|timestamp))$/iu;

/**
 * The texts of a request that are secrets, or made of one: values of custom headers, what follows a
 * scheme in them, signatures, and the credentials of Basic also decoded.
 * @param flatHeaders name, value, name, value …
 */
export function secretsOfHeaders(flatHeaders: readonly string[]): string[] {
  const secrets = new Set<string>();
  for (const [index, value] of flatHeaders.entries()) {
    const name = String(flatHeaders[index - 1]);
    if (index % 2 === 0 || OPEN_HEADER.test(name)) {
      continue;
    }
    const credentials = value.slice(value.indexOf(" ") + 1);
    const isAuthorization = name.toLowerCase() === "authorization";
    secrets.add(value);
    if (isAuthorization || credentials.length >= SHORTEST_SECRET) {
      secrets.add(credentials);
    }
    if (isAuthorization && /^basic /iu.test(value)) {
      const decoded = Buffer.from(credentials, "base64").toString();
      secrets.add(decoded).add(decoded.slice(decoded.indexOf(":") + 1));
    }
  }
  return [...secrets];
}
