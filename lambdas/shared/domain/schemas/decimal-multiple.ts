import type { StepBudget } from "../step-budget.ts";

/** Largest number of fifteen digits: up to it a decimal and its nearest double name each other. */
const MOST_DIGITS = 1e15;
/** Powers of ten up to this are doubles exactly. */
const MOST_EXACT_EXPONENT = 22;
/** Divisors with fewer digits than this are reckoned with in doubles: their squares are exact. */
const MOST_SHORT = 2 ** 26;
/** Steps for a number of more digits: 0.4 µs, and 3 µs where the divisor has many, too. */
const STEPS_BY_SHORT = 20;
const STEPS_BY_LONG = 150;

/** A decimal number: digits × 10^exponent. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** Steps that it takes at most to say whether a number is a multiple of this one. */
export function stepsOfMultiple(divisor: number): number {
  return decimalOf(divisor).digits < MOST_SHORT ? STEPS_BY_SHORT : STEPS_BY_LONG;
}

/**
 * Makes the test whether a number is a multiple of another, as both are written in decimal: 0.3 is
 * one of 0.1, though the doubles are not.
 */
export function multipleOf(divisor: number): (value: number, budget: StepBudget) => boolean {
  const by = decimalOf(divisor);
  const [unit, scale] = [Number(by.digits), 10 ** -by.exponent];
  const isPlain = by.exponent <= 0 && -by.exponent <= MOST_EXACT_EXPONENT && unit < MOST_DIGITS;
  const steps = stepsOfMultiple(divisor);
  return (value, budget) => {
    const multiple = Math.round(value / divisor) * unit;
    // Of fifteen digits at most, the quotient is right to the unit, and the multiple is the double
    // nearest to its decimal.
    if (isPlain && Math.abs(multiple) < MOST_DIGITS) return multiple / scale === value;
    budget.left -= steps;
    return Number.isFinite(value) && isDecimalMultiple(decimalOf(value), by);
  };
}

function isDecimalMultiple(value: Decimal, by: Decimal): boolean {
  const difference = value.exponent - by.exponent;
  if (difference < 0) {
    // A double has seventeen digits at most: what has fewer decimals is beyond them.
    return (
      value.digits === 0n ||
      (difference > -20 && value.digits % (by.digits * 10n ** BigInt(-difference)) === 0n)
    );
  }
  if (by.digits >= MOST_SHORT) return (value.digits * 10n ** BigInt(difference)) % by.digits === 0n;
  const unit = Number(by.digits);
  return (Number(value.digits % by.digits) * powerOfTen(difference, unit)) % unit === 0;
}

/** 10^exponent modulo a number whose square is exact, by squaring. */
function powerOfTen(exponent: number, modulus: number): number {
  let [power, result] = [10 % modulus, 1 % modulus];
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = (result * power) % modulus;
    power = (power * power) % modulus;
  }
  return result;
}

/** The shortest decimal that names a double, its sign aside. */
function decimalOf(value: number): Decimal {
  const [coefficient = "", exponent = "0"] = Math.abs(value).toString().split("e");
  const [whole = "", fraction = ""] = coefficient.split(".");
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}
