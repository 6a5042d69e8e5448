/**
 * The two characters of Unicode's first plane that SQS takes in no message, beside control
 * characters, which JSON escapes.
 */
const REFUSED = /[\uFFFE\uFFFF]/gu;

/**
 * The same JSON as SQS takes it: U+FFFE and U+FFFF, which may stand in JSON strings, written as
 * escapes. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function queueableJson(json: string): string {
  return json.replace(REFUSED, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}
