/**
 * Says of a payload, by the name of a built-in event type, whether it is valid. The generated code
 * behind it gives no details: those are for the interpreting validator.
 */
export const validators: Readonly<Record<string, (payload: unknown) => boolean>>;
