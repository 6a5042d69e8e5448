import { Logger } from "@aws-lambda-powertools/logger";

/** What a line may hold: flat facts. Objects (requests, events, errors, secrets) do not fit, on purpose. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes JSON lines. Immutable: {@link Log.with} makes another one, so records of a batch never mix their fields. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** @param thrown what was caught: logged as {@link errorFields}, never whole */
  error(message: string, thrown: unknown, fields?: LogFields): void;
  /** A log whose every line also holds these fields: `log.with({ delivery_id })`. */
  with(fields: LogFields): Log;
}

/** Frames of a stack that are logged: where it happened and who asked. */
const LOGGED_FRAMES = 3;
/** Characters of an error message that are logged: messages of other people's code may quote whole documents. */
const LOGGED_MESSAGE_LENGTH = 500;

/** The function's log. Service name and level come from POWERTOOLS_SERVICE_NAME and LOG_LEVEL. */
export function makeLog(
  logger: Pick<Logger, "debug" | "info" | "warn" | "error"> = new Logger(),
): Log {
  return logWith(logger, {});
}

/**
 * Name, code, message and top of the stack of anything thrown, with the name and code of its cause. The message of a
 * SyntaxError is left out: that of `JSON.parse` quotes the text it failed on.
 */
export function errorFields(thrown: unknown): LogFields {
  if (!(thrown instanceof Error)) return { error_name: typeof thrown };
  const { name, message, stack, cause } = thrown;
  return {
    error_name: name,
    error_code: codeOf(thrown),
    error_message:
      thrown instanceof SyntaxError ? undefined : message.slice(0, LOGGED_MESSAGE_LENGTH),
    error_stack: stackTop(stack),
    ...(cause instanceof Error && { cause_name: cause.name, cause_code: codeOf(cause) }),
  };
}

function logWith(logger: Pick<Logger, "debug" | "info" | "warn" | "error">, own: LogFields): Log {
  return {
    debug: (message, fields) => logger.debug(message, { ...own, ...fields }),
    info: (message, fields) => logger.info(message, { ...own, ...fields }),
    warn: (message, fields) => logger.warn(message, { ...own, ...fields }),
    error: (message, thrown, fields) =>
      logger.error(message, { ...own, ...fields, ...errorFields(thrown) }),
    with: (fields) => logWith(logger, { ...own, ...fields }),
  };
}

function codeOf(error: Error): string | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : undefined;
}

function stackTop(stack: string | undefined): string | undefined {
  const frames = stack?.split("\n").filter((line) => line.trimStart().startsWith("at "));
  return frames
    ?.slice(0, LOGGED_FRAMES)
    .map((frame) => frame.trim())
    .join(" | ");
}
