import { LogFormatter, Logger, LogItem } from "@aws-lambda-powertools/logger";
import type { LogAttributes, UnformattedAttributes } from "@aws-lambda-powertools/logger/types";

import type { LineFields, LogMessage } from "./log-lines.ts";

/** Writes JSON lines: those of LOG_LINES, each at its level and with its fields. */
export interface Log {
  debug<Message extends LogMessage<"debug">>(message: Message, fields: LineFields<Message>): void;
  info<Message extends LogMessage<"info">>(message: Message, fields: LineFields<Message>): void;
  warn<Message extends LogMessage<"warn">>(message: Message, fields: LineFields<Message>): void;
  /** @param thrown what was caught: logged as {@link errorFields}, never whole */
  error<Message extends LogMessage<"error">>(
    message: Message,
    thrown: unknown,
    fields: LineFields<Message>,
  ): void;
}

/** What every line at the level `error` holds of what was thrown. */
export type ErrorFields = Readonly<
  Partial<
    Record<
      "error_name" | "error_code" | "error_message" | "error_stack" | "cause_name" | "cause_code",
      string | undefined
    >
  >
>;

/** Frames of a stack that are logged: where it happened and who asked. */
const LOGGED_FRAMES = 3;
/**
 * Characters of an error message that are logged: messages of other people's code may quote whole
 * documents.
 */
const LOGGED_MESSAGE_LENGTH = 500;

/**
 * The function's logger. Service name and level come from POWERTOOLS_SERVICE_NAME and LOG_LEVEL.
 */
export function makeLogger(): Logger {
  return new Logger({ logFormatter: new LeanFormatter() });
}

/** The function's log. */
export function makeLog(
  logger: Pick<Logger, "debug" | "info" | "warn" | "error"> = makeLogger(),
): Log {
  return {
    debug: (message, fields) => logger.debug(message, fields),
    info: (message, fields) => logger.info(message, fields),
    warn: (message, fields) => logger.warn(message, fields),
    error: (message, thrown, fields) =>
      logger.error(message, { ...fields, ...errorFields(thrown) }),
  };
}

/**
 * What each line begins with. Powertools' own formatter adds the function's name, ARN and memory: a
 * third of an `attempt` line, which is paid by its bytes, and the same in every line of a log
 * group.
 */
class LeanFormatter extends LogFormatter {
  override formatAttributes(
    {
      logLevel,
      message,
      timestamp,
      serviceName,
      lambdaContext,
      xRayTraceId,
    }: UnformattedAttributes,
    additional: LogAttributes,
  ): LogItem {
    const attributes = {
      level: logLevel,
      message,
      timestamp: this.formatTimestamp(timestamp),
      service: serviceName,
      cold_start: lambdaContext?.coldStart,
      function_request_id: lambdaContext?.awsRequestId,
      xray_trace_id: xRayTraceId,
    };
    return new LogItem({ attributes }).addAttributes(additional);
  }
}

/**
 * Name, code, message and top of the stack of anything thrown, with the name and code of its cause.
 * The message of a SyntaxError is left out: that of `JSON.parse` quotes the text it failed on.
 */
export function errorFields(thrown: unknown): ErrorFields {
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
