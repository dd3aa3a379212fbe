/** What a function gets as the answer to a request, and whether it is what was expected. */
import {
  type Attempt,
  successful,
  unsuccessful,
} from "../../lab/clients/attempt.ts";
import type { Redact } from "../../lab/recording/redact.ts";
import type { stepCodes } from "../../record/mod.ts";
import type { Answer, RequestInput } from "./journey_function.ts";
import { judgeStatus } from "./step_answer.ts";

const CHECK = "check" satisfies keyof typeof stepCodes;

/** Returns the attempt of an answer: `ok` if its status is expected and its check finds nothing. */
export function judgeAnswer(
  answer: Answer,
  { status: expected = [], check = () => "" }: RequestInput,
  redact: Redact,
): Attempt {
  const { status, bytes } = answer;
  const statuses = typeof expected === "number" ? [expected] : expected;
  const unexpected = judgeStatus({ status, body: bytes }, statuses, redact);
  if (unexpected !== null) return unexpected;
  const problem = findProblem(answer, check);
  return problem === ""
    ? successful(bytes.length)
    : unsuccessful("failed", redact(problem), CHECK);
}

/** Nothing has checked the types of what a user's own function gives. */
function findProblem(
  answer: Answer,
  check: (answer: Answer) => unknown,
): string {
  try {
    const problem = check(answer);
    return typeof problem === "string"
      ? problem
      : "the check returned no text: return what is wrong, or an empty text";
  } catch (error) {
    return `the check threw ${toText(error)}`;
  }
}

/** Copies the body, whose bytes the next answer overwrites. */
export function toAnswer(status: number, body: Uint8Array): Answer {
  const bytes = body.slice();
  const text = () => new TextDecoder().decode(bytes);
  return { status, bytes, text, json: () => JSON.parse(text()) };
}

/** Describes whatever was thrown: `TypeError: x is not a function`. */
export function toText(error: unknown): string {
  try {
    return error instanceof Error
      ? `${error.name}: ${error.message}`
      : String(error);
  } catch {
    return "something that has no text";
  }
}
