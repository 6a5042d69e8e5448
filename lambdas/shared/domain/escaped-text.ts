/** A text as it reads with its escapes undone, and where that stands in the text itself. */
export interface TextView {
  readonly text: string;
  /** The offset in the text itself of one of its UTF-16 code units, or of its end. */
  readonly offsetOf: (unit: number) => number;
  /** Whether some of it was read from digits: where it was none, what it reads as is random. */
  readonly isFromDigits: boolean;
}

/** What an escape means. */
interface Meaning {
  readonly text: string;
  /** Where in the escape one of its code units begins. */
  readonly offsetOf: (unit: number) => number;
}

/** One way to write characters as others. */
interface Escaping {
  readonly pattern: RegExp;
  /** `undefined`: nothing. */
  readonly meaningOf: (escape: string) => string | Meaning | undefined;
  readonly isOfDigits?: boolean;
}

/** Views of one text: receivers write no escapes within escapes within escapes of all kinds. */
const MOST_VIEWS = 24;
const ESCAPE_CHARACTER = /[\\&%+]/u;
/** As many digits of base64, or of hex, as eight bytes take. */
const DIGIT_RUN = /[\w+/-]{11}/u;
const BASE64_RUN = /[\w+/-]{11,}={0,2}/gu;
const HEX_RUN = /(?:[\da-f]{2}){8,}/giu;

const CONTROL_LETTERS: Readonly<Record<string, string>> = {
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** Names of ASCII's punctuation in HTML, each behind its character. */
const ASCII_NAMES =
  "!excl \"quot #num $dollar %percnt &amp 'apos (lpar )rpar *ast +plus ,comma .period /sol :colon ;semi <lt =equals >gt ?quest @commat [lsqb \\bsol ]rsqb ^Hat _lowbar `grave {lcub |verbar }rcub";
/** Names of Latin-1's upper half in HTML, from U+00A0 on. */
const LATIN_NAMES =
  "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";
const HTML_NAMES: ReadonlyMap<string, string> = new Map([
  ...ASCII_NAMES.split(" ").map((entry) => [entry.slice(1), entry.slice(0, 1)] as const),
  ...LATIN_NAMES.split(" ").map(
    (name, index) => [name, String.fromCharCode(0xa0 + index)] as const,
  ),
]);

/** One character in percent-encoding: its bytes in UTF-8, or one byte of Latin-1. */
const PERCENT =
  /%(?:[0-7][\da-f]|[cd][\da-f]%[89ab][\da-f]|e[\da-f](?:%[89ab][\da-f]){2}|f[0-7](?:%[89ab][\da-f]){3}|[89a-f][\da-f])/giu;
const PERCENT_OR_PLUS = new RegExp(`${PERCENT.source}|\\+`, PERCENT.flags);

const ESCAPINGS: readonly Escaping[] = [
  // JSON, and the string literals of most languages.
  { pattern: /\\(?:u[\da-f]{4}|x[\da-f]{2}|[^ux])/giu, meaningOf: ofBackslash },
  { pattern: /&(?:#x[\da-f]{1,6}|#\d{1,7}|[a-z][\da-z]{1,7});?/giu, meaningOf: ofEntity },
  { pattern: PERCENT, meaningOf: ofPercent },
  // Forms write a blank as a plus.
  { pattern: PERCENT_OR_PLUS, meaningOf: (escape) => (escape === "+" ? " " : ofPercent(escape)) },
];

const DIGITS: readonly Escaping[] = [
  // Among other digits of base64 a text may begin at any of four.
  ...[0, 1, 2, 3].map((before) => ({
    pattern: BASE64_RUN,
    meaningOf: (run: string) => ofBase64(run, before),
    isOfDigits: true,
  })),
  { pattern: HEX_RUN, meaningOf: ofHex, isOfDigits: true },
];

/** The beginning of an escape where a text was cut. */
const CUT_ESCAPE = /(?:\\(?:u[\da-f]{0,3}|x[\da-f]?)?|&#?[\da-z]{0,8}|%[\da-f]?)$/iu;

/** The text as it stands, and as it reads by each way of escaping and by several in turn. */
export function viewsOf(text: string): readonly TextView[] {
  const views: TextView[] = [{ text, offsetOf: (unit) => unit, isFromDigits: false }];
  const seen = new Set([text]);
  for (const view of views) {
    for (const escaping of escapingsIn(view)) {
      const next = views.length < MOST_VIEWS ? readBy(view, escaping) : view;
      if (!seen.has(next.text)) views.push(next);
      seen.add(next.text);
    }
  }
  return views;
}

/** A text that was cut, without the beginning of an escape at its end. */
export function withoutCutEscape(text: string): string {
  return text.replace(CUT_ESCAPE, "");
}

/** The ways of escaping that a view may hold; digits read from digits are not looked for. */
function escapingsIn({ text, isFromDigits }: TextView): readonly Escaping[] {
  return [
    ...(ESCAPE_CHARACTER.test(text) ? ESCAPINGS : []),
    ...(isFromDigits || !DIGIT_RUN.test(text) ? [] : DIGITS),
  ];
}

function readBy(view: TextView, { pattern, meaningOf, isOfDigits = false }: Escaping): TextView {
  let text = "";
  let at = 0;
  const pieces: { readonly start: number; readonly offsetOf: (unit: number) => number }[] = [];
  const take = (piece: string, offsetOf: (unit: number) => number): void => {
    pieces.push({ start: text.length, offsetOf });
    text += piece;
  };
  const copyTo = (end: number): void => {
    const from = at;
    take(view.text.slice(from, end), (unit) => from + unit);
    at = end;
  };
  for (const { 0: escape, index } of view.text.matchAll(pattern)) {
    const meaning = meaningOf(escape);
    if (meaning === undefined) continue;
    copyTo(index);
    const { text: meant, offsetOf } = typeof meaning === "string" ? plain(meaning) : meaning;
    take(meant, (unit) => index + offsetOf(unit));
    at += escape.length;
  }
  copyTo(view.text.length);
  const offsetOf = (unit: number): number => {
    // By halving: a receiver may echo a secret hundreds of times.
    let [low, high] = [0, pieces.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (Number(pieces[middle]?.start) <= unit) low = middle + 1;
      else high = middle;
    }
    let offset = 0;
    for (const piece of pieces.slice(low - 1, low)) offset = piece.offsetOf(unit - piece.start);
    return view.offsetOf(offset);
  };
  return { text, offsetOf, isFromDigits: view.isFromDigits || isOfDigits };
}

function plain(text: string): Meaning {
  return { text, offsetOf: () => 0 };
}

function ofBackslash(escape: string): string {
  const letter = escape.charAt(1);
  return /[ux]/iu.test(letter)
    ? String.fromCharCode(Number.parseInt(escape.slice(2), 16))
    : (CONTROL_LETTERS[letter] ?? escape.slice(1));
}

function ofEntity(escape: string): string | undefined {
  const name = escape.slice(1).replace(";", "");
  if (!name.startsWith("#")) return HTML_NAMES.get(name);
  const code = /^#x/iu.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

function ofPercent(escape: string): string {
  const bytes = Buffer.from(escape.replaceAll("%", ""), "hex");
  const text = bytes.toString();
  return text.includes("\ufffd") ? bytes.toString("latin1") : text;
}

/** The first digits as they are, and the bytes of the others as Latin-1. */
function ofBase64(run: string, before: number): Meaning {
  const bytes = Buffer.from(run.slice(before), "base64");
  return {
    text: run.slice(0, before) + bytes.toString("latin1"),
    offsetOf: (unit) => (unit < before ? unit : before + Math.floor(((unit - before) * 4) / 3)),
  };
}

function ofHex(run: string): Meaning {
  return { text: Buffer.from(run, "hex").toString("latin1"), offsetOf: (unit) => unit * 2 };
}
