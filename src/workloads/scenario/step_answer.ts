/** Judges the answers to a step, and takes values from them. */
import {
  type Attempt,
  successful,
  unsuccessful,
} from "../../lab/clients/attempt.ts";
import { toMessage } from "../../lab/clients/http_message.ts";
import type { HttpResponse } from "../../lab/clients/http_response.ts";
import {
  compileJson,
  type Fill,
  type Json,
  type TemplateValues,
} from "../../lab/plan/template.ts";
import {
  isSecretName,
  type Redact,
  REDACTED,
} from "../../lab/recording/redact.ts";
import type { stepCodes } from "../../record/mod.ts";
import { toKeys, valueAt } from "./json_path.ts";
import type { Step } from "./scenario.ts";
import { secretsOf } from "./secret_values.ts";

/** Characters of a value that is taken: more would take the memory of all users. */
const MAX_TAKEN_LENGTH = 16_384;

/** Characters of a value in an error. */
const MAX_SHOWN_LENGTH = 32;

/**
 * Returns the attempt of an answer. It is `ok` only if its status is expected, every check holds, and every value that the
 * step takes is there; these are then among `values`.
 */
export type JudgeAnswer = (
  response: Pick<HttpResponse, "status" | "body">,
  values: Map<string, Json>,
  /** Returns the values of the user's cookies, which are secrets. */
  cookies: () => readonly string[],
) => Attempt;

/** One for all answers: to make one takes as long as to decode a short answer. */
const decoder = new TextDecoder();

interface Place {
  readonly path: string;
  readonly keys: readonly string[];
}

/** Compiles the checks of a step. */
export function compileAnswer(step: Step, redact: Redact): JudgeAnswer {
  const { checks: { min_bytes, max_bytes } } = step;
  const checks = Object.entries(step.checks.json)
    .map(([path, expected]) => ({
      ...toPlace(path),
      fill: compileJson(expected),
    }));
  const takes = Object.entries(step.take)
    .map(([name, path]) => ({ name, ...toPlace(path) }));
  const readsJson = checks.length + takes.length > 0;
  return ({ status, body }, values, cookies) => {
    const clean = (text: string) =>
      redact(text, [...secretsOf(values), ...cookies()]);
    const failCheck = (text: string) =>
      unsuccessful(
        "failed",
        clean(text),
        "check" satisfies keyof typeof stepCodes,
      );
    // Cut only when it is clean, as a part of a secret would not be recognised.
    const show = (text: string) => cut(clean(text));
    const unexpected = judgeStatus({ status, body }, step.status, clean);
    if (unexpected !== null) return unexpected;
    const size = body.length;
    if (size < min_bytes || size > max_bytes) {
      return failCheck(
        `the answer has ${size} bytes, not ${min_bytes} to ${max_bytes}`,
      );
    }
    if (!readsJson) return successful(size);
    const json = parseJson(body);
    if (json === undefined) return failCheck("the answer is not JSON");
    for (const check of checks) {
      const difference = findDifference(json, check, values);
      if (difference !== null) {
        return failCheck(describe(check, difference, show));
      }
    }
    for (const { name, path, keys } of takes) {
      const value = valueAt(json, keys);
      if (value === undefined || value === null) {
        return failCheck(`the answer has no ${path} to take`);
      }
      if (lengthOf(value) > MAX_TAKEN_LENGTH) {
        return failCheck(
          `${path} has more than ${MAX_TAKEN_LENGTH} characters to take`,
        );
      }
      values.set(name, value);
    }
    return successful(size);
  };
}

/**
 * Returns the attempt of an answer whose status is not expected, else null; none expected stands for 200 to 299. It judges
 * answers to steps, and to requests of functions.
 */
export function judgeStatus(
  { status, body }: Pick<HttpResponse, "status" | "body">,
  expected: readonly number[],
  clean: (text: string) => string,
): Attempt | null {
  const isExpected = expected.length === 0
    ? status >= 200 && status < 300
    : expected.includes(status);
  if (isExpected) return null;
  return unsuccessful(
    status === 429 ? "rejected" : "failed",
    clean(`${status} ${toMessage(body)}`),
    String(status),
  );
}

/** Returns the characters that a value takes, about. */
function lengthOf(value: Json): number {
  if (typeof value === "number" || typeof value === "boolean") return 1;
  return typeof value === "string"
    ? value.length
    : JSON.stringify(value).length;
}

function toPlace(path: string): Place {
  return { path, keys: toKeys(path) };
}

function parseJson(body: Uint8Array): Json | undefined {
  try {
    return JSON.parse(decoder.decode(body));
  } catch {
    return undefined;
  }
}

/** What is at a place, and what should be, as JSON; nothing is undefined. */
interface Difference {
  readonly found: string | undefined;
  readonly expected: string;
}

/** Returns how an answer differs; null if it does not. */
function findDifference(
  json: Json,
  { keys, fill }: Place & { readonly fill: Fill },
  values: TemplateValues,
): Difference | null {
  const value = valueAt(json, keys);
  const found = value === undefined ? undefined : JSON.stringify(value);
  const expected = fill(values);
  return found === expected ? null : { found, expected };
}

/** Returns a difference in words: `order.paid is false, not true`. */
function describe(
  { path, keys }: Place,
  { found, expected }: Difference,
  show: (text: string) => string,
): string {
  const shown = keys.some(isSecretName) ? () => REDACTED : show;
  return `${path} is ${found === undefined ? "missing" : shown(found)}, not ${
    shown(expected)
  }`;
}

function cut(text: string): string {
  return text.length > MAX_SHOWN_LENGTH
    ? `${text.slice(0, MAX_SHOWN_LENGTH)}...`
    : text;
}
