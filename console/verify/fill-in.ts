import { DOCUMENTED_HEADERS, type Language, type SignatureSettings } from "./languages.ts";

/** A place of the code, and what stands there instead. */
type Edit = readonly [from: string, to: string];

/**
 * The code of docs/verify.md for one webhook: its header, where its keys are, how its HMAC is made
 * and written. With the document's own settings it is the document's code, but for the address.
 * @throws Error when the code has not what is to be replaced
 */
export function filledIn(code: string, language: Language, settings: SignatureSettings): string {
  const { scheme } = settings;
  if (scheme === "standard") return code;
  const edits: readonly Edit[] = [
    [DOCUMENTED_HEADERS[scheme], HEADER],
    ...(scheme === "jws" ? keysEdits(language, settings) : hmacEdits(language, settings)),
  ];
  const edited = edits.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the code for ${language} has no ${from}`);
    return text.replaceAll(from, () => to);
  }, code);
  return edited.replaceAll(HEADER, () => settings.headerName);
}

/** Holds the header's place: a name of anybody's could be what another edit looks for. */
const HEADER = "\uE000";

/** The address of the keys in place of a setting; what only read the setting goes. */
function keysEdits(language: Language, { keysUrl }: SignatureSettings): readonly Edit[] {
  const url = JSON.stringify(`${keysUrl}/`);
  switch (language) {
    case "node":
      return [["`${process.env.RINGBACK_URL}/signing-keys/`", url]];
    case "python":
      return [
        ['os.environ["RINGBACK_URL"] + "/signing-keys/"', url],
        ["import os\n", ""],
      ];
    case "java":
      return [['System.getenv("RINGBACK_URL") + "/signing-keys/"', url]];
    case "go":
      return [
        ['os.Getenv("RINGBACK_URL") + "/signing-keys/"', url],
        ['\t"os"\n', ""],
      ];
  }
}

function hmacEdits(
  language: Language,
  { algorithm, encoding, prefix }: SignatureSettings,
): readonly Edit[] {
  const { inBase64, withHash, withPrefix } = HMAC[language];
  return [
    ...(encoding === "base64" ? inBase64 : []),
    ...(algorithm === "sha256" ? [] : withHash(algorithm)),
    ...(prefix === "" ? [] : withPrefix(JSON.stringify(prefix))),
  ];
}

const PYTHON_BASE64 =
  "base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()";

/** What changes in each language, in this order. */
const HMAC: Readonly<
  Record<
    Language,
    {
      readonly inBase64: readonly Edit[];
      readonly withHash: (algorithm: "sha384" | "sha512") => readonly Edit[];
      /** `text`: the prefix as a literal, which all four languages write as JSON does. */
      readonly withPrefix: (text: string) => readonly Edit[];
    }
  >
> = {
  node: {
    inBase64: [['.digest("hex")', '.digest("base64")']],
    withHash: (algorithm) => [['createHmac("sha256"', `createHmac("${algorithm}"`]],
    withPrefix: (text) => [["Buffer.from(createHmac(", `Buffer.from(${text} + createHmac(`]],
  },
  python: {
    inBase64: [
      ["hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()", PYTHON_BASE64],
      ["import hashlib\n", "import base64\nimport hashlib\n"],
    ],
    withHash: (algorithm) => [["hashlib.sha256", `hashlib.${algorithm}`]],
    withPrefix: (text) => [["expected = ", `expected = ${text} + `]],
  },
  java: {
    inBase64: [
      ["java.util.HexFormat;", "java.util.Base64;"],
      ["HexFormat.of().formatHex(", "Base64.getEncoder().encodeToString("],
    ],
    withHash: (algorithm) => [["HmacSHA256", `HmacSHA${algorithm.slice("sha".length)}`]],
    withPrefix: (text) => [
      ["byte[] expected = ", `byte[] expected = (${text} + `],
      ["mac.doFinal(body)).getBytes(", "mac.doFinal(body))).getBytes("],
    ],
  },
  go: {
    inBase64: [
      ['"encoding/hex"', '"encoding/base64"'],
      ["hex.EncodeToString(", "base64.StdEncoding.EncodeToString("],
    ],
    withHash: (algorithm) => [
      ['"crypto/sha256"', '"crypto/sha512"'],
      ["sha256.New", algorithm === "sha384" ? "sha512.New384" : "sha512.New"],
    ],
    withPrefix: (text) => [["expected := ", `expected := ${text} + `]],
  },
};
