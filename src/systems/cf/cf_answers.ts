/** Reads what `cf` prints: its version, its target, guids, and answers of the Cloud Controller, whatever else is there. */
import { z } from "zod";
import type { InstanceState, InstanceStatus } from "../platform/platform.ts";
import { toPlainText } from "./cf_failure.ts";

/** An answer that cannot be read, or that is an error; `message` says which. */
export class CfAnswerError extends Error {
  override readonly name = "CfAnswerError";
}

/** Returns the version of `cf version 8.7.1+9c81242.2023-06-15`; empty if there is none. */
export function toCfVersion(text: string): string {
  return /\bversion ([\w.+-]+)/.exec(toPlainText(text))?.[1] ?? "";
}

export interface CfTarget {
  readonly apiVersion: string;
  readonly org: string;
  readonly space: string;
}

/** Reads the output of `cf target`; fields that it lacks are empty. */
export function toCfTarget(text: string): CfTarget {
  const plain = toPlainText(text);
  const field = (name: RegExp) =>
    new RegExp(`^${name.source}:[ \\t]+(\\S.*)$`, "im").exec(plain)?.[1]
      ?.trim() ?? "";
  return {
    apiVersion: field(/api version/),
    org: field(/org/),
    space: field(/space/),
  };
}

/** Returns the guid of `cf app NAME --guid`. Throws `CfAnswerError` if there is none. */
export function toGuid(text: string): string {
  const line = toPlainText(text).split("\n").map((line) => line.trim())
    .findLast((line) =>
      /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(line)
    );
  if (line !== undefined) return line;
  throw new CfAnswerError(
    `Cannot read a guid as there is none in the answer: ${excerpt(text)}`,
  );
}

const ErrorAnswer = z.object({
  errors: z.array(z.object({
    title: z.string().default(""),
    detail: z.string().default(""),
  })).min(1),
});

/**
 * Reads a JSON answer of `cf curl`, which ends well also where the server refused: warnings before it are skipped. Throws
 * `CfAnswerError` for text that is not an answer, such as a page of a proxy, for one that is cut off, and for an error.
 */
export function readAnswer<T>(text: string, schema: z.ZodType<T>): T {
  const plain = toPlainText(text);
  const begin = plain.indexOf("{");
  const json = begin < 0 ? undefined : parse(plain.slice(begin));
  if (json === undefined) {
    throw new CfAnswerError(`Cannot read an answer as JSON: ${excerpt(text)}`);
  }
  const error = ErrorAnswer.safeParse(json).data?.errors[0];
  if (error) {
    throw new CfAnswerError(`${error.title}: ${error.detail}`);
  }
  const answer = schema.safeParse(json);
  if (answer.success) return answer.data;
  throw new CfAnswerError(
    `Cannot read an answer as it has another form: ${excerpt(text)}`,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function excerpt(text: string): string {
  return toPlainText(text).replace(/\s+/g, " ").trim().slice(0, 120) ||
    "it is empty";
}

/** Answer of `/v3/processes/:guid/stats`, and of the process of an application. */
export const Stats = z.object({
  resources: z.array(z.object({
    index: z.number().int().min(0),
    state: z.string(),
    /** Seconds. */
    uptime: z.number().nullish(),
    host: z.string().nullish(),
  })),
});

/** States of the Cloud Controller; others count as missing. */
const states: Readonly<Record<string, InstanceStatus>> = {
  RUNNING: "running",
  STARTING: "claimed",
  STOPPING: "claimed",
  CRASHED: "crashed",
  DOWN: "missing",
};

/** Converts stats to instances; `now` in milliseconds since 1970. */
export function toInstances(
  app: string,
  { resources }: z.infer<typeof Stats>,
  now: number,
): InstanceState[] {
  return resources.map(({ index, state, uptime, host }) => {
    const status = states[state] ?? "missing";
    const hasRun = status === "running" && typeof uptime === "number";
    return {
      ...{ app, index, cell: host ?? "", state: status },
      since: hasRun ? now - uptime * 1000 : null,
    };
  });
}

/** Answer of `/v3/apps/:guid/tasks`. */
export const Tasks = z.object({
  pagination: z.object({ total_pages: z.number().int() }),
  resources: z.array(z.object({
    name: z.string(),
    state: z.string(),
    result: z.object({ failure_reason: z.string().nullish() }).nullish(),
  })),
});
export type Tasks = z.infer<typeof Tasks>;
