/**
 * Tells plain runs, as nearly all are, in a fraction of the time that the schema takes: a record has a line for each of
 * thousands. Any other run is left to the schema, which knows what is wrong.
 */
import { Mode, Param, Run, RunStatus, Verdict } from "../model/model.ts";

/** Whether a value surely fits. */
type Check = (value: unknown) => boolean;

/** Checks of an object, by key, in the order of its keys. */
type Checks = readonly (readonly [key: string, check: Check])[];

/** Returns true only for what `Run.parse()` would return as it is, with its keys in the same order. */
export function isPlainRun(value: unknown): value is Run {
  return fits(value, runChecks);
}

const isText: Check = (value) => typeof value === "string";

const isName = toMatch(/^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/);

/** A time of any day but the 29th of February, which not every year has. */
const isTime = toMatch(
  /^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$/,
);

/** Texts, numbers and the like by their names; the schema leaves the name `__proto__` out. */
const isFlat: Check = (value) =>
  typeof value === "object" && value !== null &&
  Object.getPrototypeOf(value) === Object.prototype &&
  areScalars(value as Readonly<Record<string, unknown>>);

function areScalars(fields: Readonly<Record<string, unknown>>): boolean {
  for (const name in fields) {
    if (name === "__proto__" || !isScalar(fields[name])) return false;
  }
  return true;
}

function isScalar(value: unknown): boolean {
  return value === null || typeof value === "string" ||
    typeof value === "boolean" || Number.isFinite(value);
}

const paramChecks = inOrder(
  Object.keys(Param.shape),
  {
    key: (value) => isText(value) && value !== "",
    value: isText,
    number: (value) => value === null || Number.isFinite(value),
    unit: isText,
    label: isText,
    position: Number.isSafeInteger,
  } satisfies Record<keyof Param, Check>,
);

const runChecks = inOrder(
  Object.keys(Run.shape),
  {
    run_id: isName,
    experiment: toMatch(/^[a-z0-9][a-z0-9-]{0,99}$/),
    case_id: isText,
    repetition: (value) => Number.isSafeInteger(value) && Number(value) >= 1,
    part: isName,
    system: isText,
    system_version: isText,
    mode: toChoice(Mode.options),
    tool: isText,
    tool_version: isText,
    environment: isFlat,
    started_at: (value) => value === null || isTime(value),
    ended_at: (value) => value === null || isTime(value),
    status: toChoice(RunStatus.options),
    verdict: toChoice(Verdict.options),
    verdict_text: isText,
    objectives: (value) => Array.isArray(value) && value.length === 0,
    source: isText,
    notes: isText,
    params: (value) =>
      Array.isArray(value) && value.every((param) => fits(param, paramChecks)),
  } satisfies Record<keyof Run, Check>,
);

function toMatch(pattern: RegExp): Check {
  return (value) => typeof value === "string" && pattern.test(value);
}

function toChoice(options: readonly string[]): Check {
  const known: ReadonlySet<unknown> = new Set(options);
  return (value) => known.has(value);
}

function inOrder(
  keys: readonly string[],
  checks: Readonly<Record<string, Check>>,
): Checks {
  return keys.map((key) => [key, checks[key]!] as const);
}

/** Whether a value is an object with exactly these keys, in this order, whose values pass; no list of its keys is made. */
function fits(value: unknown, checks: Checks): boolean {
  if (typeof value !== "object" || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  let count = 0;
  for (const key in fields) {
    const [name, check] = checks[count++] ?? none;
    if (key !== name || !check(fields[key])) return false;
  }
  return count === checks.length;
}

/** Stands for the check of a key too many. */
const none: Checks[number] = ["", () => false];
