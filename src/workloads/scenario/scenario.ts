/** What a user's own HTTP scenario is: journeys of steps, as plain data that load threads get. */
import { z } from "zod";
import { RESERVED_HEADERS } from "../../lab/clients/http_request.ts";
import { isLoad } from "../../record/mod.ts";
import { Data, ValueName } from "./data_rows.ts";
import type { JourneyFunction } from "./journey_function.ts";
import { isJsonPath } from "./json_path.ts";

/** Seconds that a user may think. */
export const MAX_THINK_S = 3600;

const Name = z.string().regex(
  /^[A-Za-z][\w-]{0,63}$/,
  "must be a letter, then letters, digits, - or _",
);

const OTHER_USE =
  "must be another name, as records use this one for something else";

const StepName = Name.refine(isLoad, OTHER_USE);

const JsonPath = z.string().refine(
  isJsonPath,
  "must be a place in JSON, such as orders[0].id",
);

const HeaderName = z.string().regex(/^[\w-]+$/, "must be the name of a header")
  .refine(
    (name) => !RESERVED_HEADERS.includes(name.toLowerCase()),
    "is a header that the client itself sets: remove it",
  );

const Headers = z.record(
  HeaderName,
  z.string().regex(/^[\t\x20-\x7e]*$/, "must be ASCII on one line"),
);

/** Authentication: a token, or a name and a password; with placeholders, so that no secret is in the file. */
const Auth = z.union(
  [
    z.strictObject({ bearer: z.string().min(1) }),
    z.strictObject({ user: z.string().min(1), password: z.string() }),
  ],
  'must be { bearer: "{token}" } or { user: "{user}", password: "{PASSWORD}" }',
);
export type Auth = z.infer<typeof Auth>;

const Seconds = z.number().min(0).max(MAX_THINK_S);

const Think = z.union([
  Seconds.transform((seconds) => ({ min: seconds, max: seconds })),
  z.strictObject({ min: Seconds, max: Seconds }),
], `must be seconds, 0 to ${MAX_THINK_S}, or { min, max }`)
  .refine(
    ({ min, max }) => min <= max,
    "must have a min that is not above max",
  );

const Status = z.number().int().min(200).max(599);

const Checks = z.strictObject({
  /** Expected JSON at paths of the answer: `{ "order.paid": true }`; may have placeholders. */
  json: z.record(JsonPath, z.json()).default({}),
  /** Bytes of the body at least. */
  min_bytes: z.number().int().min(0).default(0),
  /** Bytes of the body at most. */
  max_bytes: z.number().int().min(0).default(Number.MAX_SAFE_INTEGER),
});

/** One request. Texts may have placeholders: `/orders/{order}`. */
export const Step = z.strictObject({
  /** Kind of its operations in the record. */
  name: StepName,
  /** Method of the request. */
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).default("GET"),
  /** With its query; values of placeholders are encoded. */
  path: z.string().regex(
    /^\/[\x21-\x7e]*$/,
    "must begin with / and be ASCII without spaces",
  ),
  /** Headers beside those of the scenario. */
  headers: Headers.default({}),
  /** Body as JSON; null for none. A string that is one placeholder takes the value with its type. */
  json: z.json().default(null),
  /** Body as fields of a form; empty for none. */
  form: z.record(z.string(), z.string()).default({}),
  /** Body as text, which may have placeholders, or as bytes, such as those of a file; null for none. */
  body: z.union(
    [z.string(), z.instanceof(Uint8Array).meta({ title: "bytes" })],
    'must be a text, or bytes: Deno.readFileSync(new URL("image.png", import.meta.url))',
  ).nullable().default(null),
  /** Authentication; `scenario` for that of the scenario. */
  auth: z.union(
    [z.literal("scenario"), z.literal("none"), Auth],
    'must be "none", "scenario", { bearer: "{token}" } or { user: "{user}", password: "{PASSWORD}" }',
  ).default("scenario"),
  /** Statuses of success; empty for 200 to 299. */
  status: z.union([
    Status.transform((status) => [status]),
    z.array(Status),
  ], "must be a status from 200 to 599, or a list of them").default([]),
  /** Values that later steps use, by their names: `{ order: "id" }`. A missing one fails the step. */
  take: z.record(ValueName, JsonPath).default({}),
  /** What must be true of the answer; else the step has failed. */
  checks: Checks.prefault({}),
  /** Seconds until the user goes on. */
  think: Think.default({ min: 0, max: 0 }),
}).refine(
  ({ json, form, body }) =>
    [json !== null, Object.keys(form).length > 0, body !== null]
      .filter((has) => has).length <= 1,
  "has more than one of json, form and body: keep one",
);
export type Step = z.infer<typeof Step>;

/** Steps that a user makes one after the other, or a function; a failed one ends the journey. */
const Journey = z.strictObject({
  /** Its name; of a function, also the kind of the operations that record its errors. */
  name: Name,
  /** How often it is chosen, relative to the others. */
  weight: z.number().positive().max(1e6).default(1),
  /** Made one after the other. */
  steps: z.array(Step.meta({ title: "steps" })).default([]),
  /** What the user does, for what steps cannot say; null for steps. Its module is imported in each load thread. */
  run: z.custom<JourneyFunction | null>(
    (value) => value === null || typeof value === "function",
    "must be a function",
  ).meta({ title: "a function" }).default(null),
  /** Kinds of the operations of `run`. */
  operations: z.array(StepName).default([]),
}).superRefine(({ name, steps, run, operations }, context) => {
  const problems = run === null
    ? [
      ["steps", steps.length > 0, "must not be empty: add a step, or run"],
      ["operations", operations.length === 0, "are those of run: add it"],
    ] as const
    : [
      ["steps", steps.length === 0, "cannot be beside run: remove one"],
      ["operations", operations.length > 0, "must name the operations of run"],
      ["name", isLoad(name), OTHER_USE],
    ] as const;
  for (const [key, holds, message] of problems) {
    if (!holds) context.addIssue({ code: "custom", path: [key], message });
  }
});

/** What the users of a system do. */
export const Scenario = z.strictObject({
  /** Authentication of all steps of the journeys. */
  auth: z.union(
    [z.literal("none"), Auth],
    'must be "none", { bearer: "{token}" } or { user: "{user}", password: "{PASSWORD}" }',
  ).default("none"),
  /** Headers of all steps. */
  headers: Headers.default({}),
  /** Rows of values; a column is a placeholder. */
  data: Data.meta({ title: "list of rows, or `{ rows, per, order }`" })
    .prefault([]),
  /** Steps that each user makes before the first journey, and again after a 401; without the scenario's `auth`. */
  once: z.array(Step.meta({ title: "steps" })).default([]),
  /** Chosen at random by weight. */
  journeys: z.array(Journey.meta({ title: "journeys" })).min(1),
}).superRefine(({ once, journeys }, context) => {
  const places = [
    ...once.map((step, i) => ({ step, path: ["once", i] })),
    ...journeys.flatMap(({ steps }, j) =>
      steps.map((step, i) => ({ step, path: ["journeys", j, "steps", i] }))
    ),
  ];
  const known = new Map<string, Step>();
  for (const { step, path } of places) {
    const first = known.get(step.name) ?? step;
    known.set(step.name, first);
    if (isSame(first, step)) continue;
    context.addIssue({
      code: "custom",
      path: [...path, "name"],
      message: `'${step.name}' is the name of another step: give each its own`,
    });
  }
  const ofFunctions = journeys.flatMap(({ operations }) => operations);
  journeys.forEach(({ name, run, operations }, i) => {
    const twice = run === null
      ? undefined
      : [...operations, name].find((kind) =>
        known.has(kind) || (kind === name && ofFunctions.includes(name))
      );
    if (twice !== undefined) {
      context.addIssue({
        code: "custom",
        path: ["journeys", i],
        message: `uses '${twice}' for two things: give each its own name`,
      });
    }
    if (journeys.findIndex((other) => other.name === name) === i) return;
    context.addIssue({
      code: "custom",
      path: ["journeys", i, "name"],
      message: `'${name}' is the name of another journey: give each its own`,
    });
  });
});
export type Scenario = z.infer<typeof Scenario>;

/** Whether two steps do the same. */
function isSame(a: Step, b: Step): boolean {
  const { body: first, ...left } = a;
  const { body: second, ...right } = b;
  const isSameBody = first === second ||
    first instanceof Uint8Array && second instanceof Uint8Array &&
      first.length === second.length &&
      first.every((byte, i) => byte === second[i]);
  return isSameBody && JSON.stringify(left) === JSON.stringify(right);
}

/** As a user writes it, without what has a default. */
export type ScenarioInput = z.input<typeof Scenario>;

/**
 * Returns the kinds of all operations, each once: the names of steps, the operations of functions, and the names of
 * journeys that are functions, under which is recorded what they do wrong.
 */
export function kindsOf(scenario: Scenario): string[] {
  const functions = scenario.journeys.filter(({ operations }) =>
    operations.length > 0
  );
  return [
    ...new Set([
      ...stepsOf(scenario).map(({ name }) => name),
      ...functions.flatMap(({ operations }) => operations),
      ...functions.map(({ name }) => name),
    ]),
  ];
}

/** Returns the scenario as plain data, to be sent to threads, which import its functions. */
export function withoutFunctions(scenario: Scenario): Scenario {
  const { journeys } = scenario;
  return {
    ...scenario,
    journeys: journeys.map((journey) => ({ ...journey, run: null })),
  };
}

/** Returns all steps, each once, those of `once` first. */
export function stepsOf({ once, journeys }: Scenario): Step[] {
  const all = [...once, ...journeys.flatMap(({ steps }) => steps)];
  return [...new Map(all.map((step) => [step.name, step])).values()];
}
