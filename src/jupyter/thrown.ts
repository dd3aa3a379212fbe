/** What was thrown when it was no Error: the kernel then sends a bare text and no stack. */
import type { ErrorOutput } from "./output.ts";

/** Begins the message where something else than an Error was thrown. */
export const NO_ERROR = "what was thrown is no Error: ";

/** An error of the kernel as it is, or with a message that tells what was thrown in its place. */
export function tellThrown(error: ErrorOutput): ErrorOutput {
  const { name, message, traceback } = error;
  if (name !== "Error" || traceback.join("") !== "") return error;
  // Only of something whose text cannot be had does it send no line at all.
  if (traceback.length === 0) {
    return message === "(none)"
      ? { ...error, message: "what was thrown cannot be shown as text" }
      : error;
  }
  const thrown = message === "null"
    ? "null, undefined, NaN, Infinity or a bigint, which the kernel does not tell apart"
    : message === "(none)"
    ? "an empty text"
    : message;
  return { ...error, message: NO_ERROR + thrown };
}
