/** A command of an AWS SDK as a client gets it. */
interface Command {
  readonly input: unknown;
}

/**
 * An AWS SDK client that answers with what `answer` makes of each command's input, and notes the
 * inputs and the names of the commands: `BatchGetItem`. It passes for a client of any service.
 */
export function makeScriptedClient(answer: (input: never, call: number) => unknown) {
  const inputs: unknown[] = [];
  const names: string[] = [];
  const client = {
    async send(command: Command): Promise<unknown> {
      names.push(command.constructor.name.replace(/Command$/u, ""));
      inputs.push(command.input);
      return answer(command.input as never, inputs.length);
    },
  };
  return { client: client as never, inputs, names };
}
