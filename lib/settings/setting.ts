import ipaddr from "ipaddr.js";
import { z } from "zod";

/** One deploy-time choice: how its value is read, what it is when nobody says, and why. */
export interface Setting<T> {
  /** Reads the value as `-c name=value` (text) or cdk.json (JSON) gives it. */
  readonly schema: z.ZodType<T>;
  /** Completes the sentence "expected …". */
  readonly expects: string;
  readonly default: T;
  /** The default as one would type it after `-c name=`; shown as the way to mend a bad value. */
  readonly example: string;
  /** What the setting does and why its default is what it is. */
  readonly reason: string;
  /**
   * The two values between which all others lie, for checks of the templates that they make.
   * @default - the kind has none
   */
  readonly extremes?: readonly [T, T];
}

/** What every setting says of itself, beside its kind of value. */
export interface Choice<T> {
  readonly default: T;
  readonly reason: string;
}

/** What a kind of value says, whatever the choice. */
type Kind<T> = Pick<Setting<T>, "schema" | "expects" | "extremes">;

/** A choice among the values of a kind. */
function setting<T>(choice: Choice<T>, kind: Kind<T>): Setting<T> {
  return { example: String(choice.default), ...choice, ...kind };
}

/** The values of a kind, or `none`: then the setting is not applied at all. */
function orNone<T>({ schema, expects, ...rest }: Kind<T>): Kind<T | "none"> {
  return {
    schema: z.union([z.literal("none"), schema]),
    expects: `"none" or ${expects}`,
    ...rest,
  };
}

function wholeNumbers(min: number, max: number): Kind<number> {
  return {
    schema: numberFrom(/^\d+$/).pipe(z.number().int().min(min).max(max)),
    expects: `a whole number from ${min} to ${max}`,
    extremes: [min, max],
  };
}

/** An integer within limits, both included. */
export function wholeNumber(min: number, max: number, choice: Choice<number>): Setting<number> {
  return setting(choice, wholeNumbers(min, max));
}

/** As `wholeNumber`, or 0, which is less than the least: without it. */
export function zeroOrFrom(min: number, max: number, choice: Choice<number>): Setting<number> {
  return setting(choice, {
    schema: numberFrom(/^\d+$/).pipe(z.union([z.literal(0), z.number().int().min(min).max(max)])),
    expects: `0 or a whole number from ${min} to ${max}`,
    extremes: [0, max],
  });
}

/** As `wholeNumber`, or `none`. */
export function wholeNumberOrNone(min: number, max: number, choice: Choice<number | "none">) {
  return setting(choice, orNone(wholeNumbers(min, max)));
}

/** A number within limits, both included, with at most four decimals; or `none`. */
export function decimalOrNone(min: number, max: number, choice: Choice<number | "none">) {
  const decimals: Kind<number> = {
    schema: decimalFrom(/^\d{1,9}(\.\d{1,4})?$/).pipe(z.number().min(min).max(max)),
    expects: `a number from ${min} to ${max} with at most four decimals`,
    extremes: [min, max],
  };
  return setting(choice, orNone(decimals));
}

/** A share of a whole, 0 … 1; with few decimals, so that it is never written with an exponent. */
export function share(choice: Choice<number>): Setting<number> {
  return setting(choice, {
    schema: decimalFrom(/^\d(\.\d{1,4})?$/).pipe(z.number().max(1)),
    expects: "a number from 0 to 1 with at most four decimals",
    extremes: [0, 1],
  });
}

/** `true` or `false`. */
export function flag(choice: Choice<boolean>): Setting<boolean> {
  return setting(choice, {
    schema: z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]),
    expects: "true or false",
    extremes: [false, true],
  });
}

/** One of a few words. */
export function oneOf<const Word extends string>(
  words: readonly [Word, ...Word[]],
  choice: Choice<NoInfer<Word>>,
): Setting<Word> {
  return setting<Word>(choice, {
    schema: z.enum(words),
    expects: `one of ${words.join(", ")}`,
    extremes: [words[0], words.at(-1) ?? words[0]],
  });
}

/** One of a few numbers. */
export function oneOfNumbers(numbers: readonly number[], choice: Choice<number>): Setting<number> {
  return setting(choice, {
    schema: numberFrom(/^\d+$/).refine((value) => numbers.includes(value)),
    expects: `one of ${numbers.join(", ")}`,
    extremes: [Math.min(...numbers), Math.max(...numbers)],
  });
}

/** Text of a given form. */
export function textLike(form: RegExp, expects: string, choice: Choice<string>): Setting<string> {
  return setting(choice, { schema: z.string().regex(form), expects });
}

/** Text of a given form, or `none`: then the setting is not applied at all. */
export function textOrNone(
  form: RegExp,
  expects: string,
  choice: Choice<string> & { readonly example: string },
): Setting<string> {
  return setting<string>(choice, orNone({ schema: z.string().regex(form), expects }));
}

/** Address ranges in CIDR notation; as text, with commas. A range of all addresses is refused. */
export function cidrList(choice: Choice<readonly string[]>): Setting<readonly string[]> {
  return {
    ...choice,
    schema: z
      .union([z.array(z.string()), z.string().transform(splitAtCommas)])
      .pipe(z.array(z.string().refine(isNarrowCidr)).max(100)),
    expects:
      "CIDR ranges separated by commas, none of them /0 (that would switch the protection off)",
    example: "10.1.0.0/16,fd00:1::/64",
  };
}

/** Characters of a mapping's base path. */
const LONGEST_BASE_PATH = 300;

/** Host names, each with a port where it has one of its own; as text, separated by commas. */
export function hostList(choice: Choice<readonly string[]>): Setting<readonly string[]> {
  return {
    ...choice,
    schema: z.union([z.array(z.string()), z.string().transform(splitAtCommas)]).pipe(
      z
        .array(
          z
            .string()
            .max(253 + ":65535".length + LONGEST_BASE_PATH)
            .refine(isHost),
        )
        .max(20),
    ),
    expects:
      "up to 20 host names separated by commas, without https://, each with its base path if it has one",
    example: "api.example.com,example.com/ringback",
  };
}

/** Names and values; as text, `name=value` separated by commas. */
export function tagMap(
  choice: Choice<Readonly<Record<string, string>>>,
): Setting<Readonly<Record<string, string>>> {
  const text = z
    .string()
    .transform((value) => splitAtCommas(value).map((item) => item.split(/=(.*)/s).slice(0, 2)))
    .pipe(z.array(z.tuple([z.string(), z.string()])))
    .transform((pairs) => Object.fromEntries(pairs));
  return {
    ...choice,
    schema: z.union([text, z.record(z.string(), z.string())]).pipe(
      // https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html#id_tags_naming_best_practices
      z.record(
        z.string().regex(/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu),
        // Not empty: CloudFormation refuses that for state machines.
        z.string().regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u),
      ),
    ),
    expects:
      "name=value pairs separated by commas, neither empty, in the characters AWS allows in tags",
    example: "team=payments,stage=production",
  };
}

/** A number as it is, or as text of the given form. */
function numberFrom(form: RegExp): z.ZodType<number> {
  return z.union([z.number(), z.string().regex(form).transform(Number)]);
}

/** A number, too, only as it is written in this form: of few decimals. */
function decimalFrom(form: RegExp): z.ZodType<number> {
  return z
    .union([z.string(), z.number().transform(String)])
    .pipe(z.string().regex(form))
    .transform(Number);
}

function splitAtCommas(text: string): string[] {
  return text.trim() === "" ? [] : text.split(",").map((item) => item.trim());
}

/** With a base path as the gateway takes one: https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/domainnames-domainname-apimappings.html */
function isHost(text: string): boolean {
  return (
    /^[^\s/?#@\\]+(?:\/[\w.$+!*'()-]+)*$/u.test(text) &&
    !/\/\.{1,2}(?:\/|$)/u.test(text) &&
    URL.canParse(`https://${text}`)
  );
}

function isNarrowCidr(text: string): boolean {
  return ipaddr.isValidCIDR(text) && ipaddr.parseCIDR(text)[1] > 0;
}
