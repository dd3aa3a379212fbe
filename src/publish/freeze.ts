/**
 * Freezes executions: stores a notebook's result and reuses it until one of its inputs changes.
 *
 * Inputs: the notebook's text, its parameters, the code under `src/` and its locked dependencies, the Deno version, and
 * the records of the experiments that the notebook opened.
 */
import { z } from "zod";
import type { Execution } from "../notebook/mod.ts";
import { digest } from "../record/mod.ts";
import { maybeJson, readTextIfThere } from "../record/disk/if_there.ts";
import { replaceText } from "../record/disk/write_whole.ts";

const Cell = z.object({
  id: z.string(),
  kind: z.enum(["markdown", "code", "raw"]),
  source: z.string(),
  tags: z.array(z.string()),
});

const Output = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("stream"),
    name: z.enum(["stdout", "stderr"]),
    text: z.string(),
  }),
  z.object({
    type: z.literal("display"),
    data: z.record(z.string(), z.unknown()),
  }),
  z.object({
    type: z.literal("error"),
    name: z.string(),
    message: z.string(),
    traceback: z.array(z.string()),
  }),
]);

const CompleteExecution: z.ZodType<Execution> = z.object({
  notebook: z.object({
    name: z.string(),
    title: z.string(),
    byDefault: z.boolean(),
    requires: z.array(z.string()),
    family: z.string(),
    cells: z.array(Cell),
  }),
  cells: z.array(Cell.extend({
    outputs: z.array(Output),
    status: z.enum(["ok", "failed", "not run"]),
  })),
  parameters: z.record(z.string(), z.unknown()),
  meanings: z.record(z.string(), z.string()),
  reads: z.array(z.string()),
  // Failed executions are not stored.
  failure: z.null(),
});

/** Content of a frozen file. */
const Frozen = z.object({
  /** Digest of notebook, parameters, code and Deno. */
  key: z.string(),
  /** Digest of each experiment that the notebook opened; `*` stands for all. */
  records: z.record(z.string(), z.string()),
  execution: CompleteExecution,
});

export interface FreezeInput {
  /** Text of the notebook file. */
  readonly notebook: string;
  readonly overrides: Readonly<Record<string, string>>;
  /** Result of `digestCode`. */
  readonly code: string;
}

/** Returns the key of a frozen result: a digest of its inputs other than records. */
export function freezeKey({ notebook, overrides, code }: FreezeInput): string {
  const settings = Object.entries(overrides).sort();
  return digest(JSON.stringify([notebook, settings, code, Deno.version]));
}

/** Files of a project that say which packages its notebooks get, and in which version. */
const packageFiles = [
  "deno.json",
  "deno.lock",
  "package.json",
  "package-lock.json",
] as const;

export interface CodePlace {
  /** Folder of the project, with a slash at its end. */
  readonly root: string;
  /** Folder of this tool, with a slash at its end; that of the project in its own checkout. */
  readonly tool: string;
}

/** Digests the code that notebooks run on: `src/` of this tool, and the versions of packages in the project. */
export async function digestCode({ root, tool }: CodePlace): Promise<string> {
  const files = [
    ...packageFiles.map((name) => `${root}${name}`),
    `${tool}deno.json`,
    ...await listFiles(`${tool}src`),
  ];
  const texts = await Promise.all(
    files.map(async (path) => `${path}\0${await readTextIfThere(path) ?? ""}`),
  );
  return digest(texts.join("\0").replaceAll(root, ""));
}

async function listFiles(folder: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) paths.push(...await listFiles(path));
    else paths.push(path);
  }
  return paths.sort();
}

/** Returns the current digests of the records that an execution read; empty for an experiment without a record. */
export function selectDigests(
  reads: readonly string[],
  digests: Readonly<Record<string, string>>,
): Record<string, string> {
  const all = digest(JSON.stringify(Object.entries(digests).sort()));
  return Object.fromEntries(
    reads.map((experiment) => [
      experiment,
      experiment === "*" ? all : digests[experiment] ?? "",
    ]),
  );
}

/** Returns the frozen execution, or undefined if there is none for this key and these records. */
export async function readFrozen(
  path: string,
  key: string,
  digests: Readonly<Record<string, string>>,
): Promise<Execution | undefined> {
  const parsed = Frozen.safeParse(maybeJson(await readTextIfThere(path) ?? ""));
  if (!parsed.success || parsed.data.key !== key) return undefined;
  const { records, execution } = parsed.data;
  const current = selectDigests(Object.keys(records), digests);
  const unchanged = Object.entries(records).every(([name, frozen]) =>
    current[name] === frozen
  );
  return unchanged ? execution : undefined;
}

/**
 * Returns true if there is a frozen execution for this key, of whatever records. Then the types of the notebook are right,
 * as they depend on nothing else.
 */
export async function isFrozen(path: string, key: string): Promise<boolean> {
  const text = await readTextIfThere(path) ?? "";
  return text.startsWith(`{"key":${JSON.stringify(key)},`);
}

/** Stores an execution for `readFrozen` and `isFrozen`; ignores failed ones, which run again. */
export async function freeze(
  path: string,
  key: string,
  execution: Execution,
  digests: Readonly<Record<string, string>>,
): Promise<void> {
  if (execution.failure) return;
  const records = selectDigests(execution.reads, digests);
  await Deno.mkdir(path.replace(/[^/]*$/, ""), { recursive: true });
  await replaceText(path, JSON.stringify({ key, records, execution }));
}
