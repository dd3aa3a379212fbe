/** What an HTTP server says of an error. */

/** Leading bytes of an error response that are read. */
const MAX_MESSAGE_BYTES = 1024;

/** Returns the error message of a body: its field `error` or `message` if it is JSON, otherwise its beginning. */
export function toMessage(body: Uint8Array): string {
  const text = new TextDecoder().decode(body.subarray(0, MAX_MESSAGE_BYTES));
  try {
    const { error, message } = JSON.parse(text);
    return [error, message].find((field) => typeof field === "string") ?? text;
  } catch {
    return text;
  }
}
