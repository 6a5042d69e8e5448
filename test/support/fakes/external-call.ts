/**
 * One call to something outside the process: a table, a queue, an execution. The fakes make every
 * one of their calls through this, so that a scheduler can decide when it happens, how often, and
 * whether its caller lives to see the reply.
 * @param name what is called, as it appears in a log
 * @param effect what the call does, once, at one moment
 */
export type ExternalCall = <Result>(name: string, effect: () => Result) => Promise<Result>;

/** A call that happens at once and always answers: for unit and contract tests. */
export const callPlainly: ExternalCall = async (_name, effect) => effect();
