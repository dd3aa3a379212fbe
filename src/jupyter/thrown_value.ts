/** Describes thrown values that are not of type `Error`, for which the kernel sends a bare text and no stack. */
import type { ErrorOutput } from "./output.ts";

/** Prefix of the message when the thrown value is not an `Error`. */
export const NON_ERROR_PREFIX = "thrown value is not an Error: ";

/** Returns the error of the kernel, with a message that describes the thrown value if that is not an `Error`. */
export function describeThrownValue(error: ErrorOutput): ErrorOutput {
  const { name, message, traceback } = error;
  if (name !== "Error" || traceback.join("") !== "") return error;
  // The kernel sends no line at all only for a value that cannot be converted to text.
  if (traceback.length === 0) {
    return message === "(none)"
      ? { ...error, message: "thrown value cannot be shown as text" }
      : error;
  }
  const value = message === "null"
    ? "null, undefined, NaN, Infinity or a bigint, which the kernel does not distinguish"
    : message === "(none)"
    ? "an empty text"
    : message;
  return { ...error, message: NON_ERROR_PREFIX + value };
}
