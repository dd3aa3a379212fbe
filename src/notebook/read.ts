/** Reads notebooks from disk, and detects saved outputs. */
import { readTextIfThere } from "../record/mod.ts";
import { z } from "zod";
import type { Cell, Notebook } from "./model.ts";

const RawCell = z.looseObject({
  id: z.string().optional(),
  cell_type: z.enum(["markdown", "code", "raw"]),
  source: z.union([z.string(), z.array(z.string())]),
  metadata: z.looseObject({ tags: z.array(z.string()).default([]) })
    .default({ tags: [] }),
  outputs: z.array(z.unknown()).default([]),
  execution_count: z.number().nullable().default(null),
});

/** Keys of `metadata.loadline`. */
const Settings = z.strictObject({
  byDefault: z.boolean().default(true),
  requires: z.array(z.string().regex(/^[a-z0-9-]+$/)).default([]),
  family: z.string().max(40).default(""),
});

const RawNotebook = z.looseObject({
  nbformat: z.literal(4),
  metadata: z.looseObject({
    kernelspec: z.looseObject({ name: z.string(), language: z.string() })
      .partial().default({}),
    language_info: z.looseObject({ name: z.string() }).partial().default({}),
    loadline: Settings.default(() => Settings.parse({})),
  }),
  cells: z.array(RawCell),
});

/** Thrown if a notebook cannot be read; one line with file, place and remedy. */
export class NotebookError extends Error {
  override name = "InputError";
}

function parse(path: string, text: string): z.infer<typeof RawNotebook> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new NotebookError(
      `${path}: not JSON (${
        // The message may quote lines of the file.
        String(error).replace(/^SyntaxError: /, "").replace(
          /\s+/g,
          " ",
        )}); save it again from Jupyter`,
    );
  }
  const parsed = RawNotebook.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.join(".") ?? "";
    throw new NotebookError(
      `${path}: not a notebook of format 4 (${place}: ${issue?.message}); ${
        toRemedy(place, json)
      }`,
    );
  }
  return parsed.data;
}

/** Returns the remedy for an error at this place of a notebook. */
function toRemedy(place: string, json: unknown): string {
  if (place.startsWith("metadata.loadline")) {
    return `metadata.loadline knows only ${
      Object.keys(Settings.shape).join(", ")
    }: correct or remove the key`;
  }
  if (place !== "nbformat") return "save it again from Jupyter";
  const { nbformat } = json as { readonly nbformat?: unknown };
  return typeof nbformat === "number" && nbformat > 4
    ? "it is of a later format than this version of Loadline reads: save it as format 4"
    : "convert it with jupyter nbconvert --to notebook --inplace";
}

/** Throws `NotebookError` for a second `parameters` cell, as `--set` would be ambiguous. */
function rejectSecondParameters(path: string, cells: readonly Cell[]): void {
  const tagged = cells.filter(({ kind }) => kind === "code")
    .flatMap(({ tags }, index) =>
      tags.includes("parameters") ? [index + 1] : []
    );
  if (tagged.length > 1) {
    throw new NotebookError(
      `${path}: code cells ${
        tagged.join(" and ")
      } are all tagged parameters, but a notebook may have only one; put their keys into one schema`,
    );
  }
}

/**
 * Reads a notebook. Throws `NotebookError` if the file is missing, no notebook, or in another language than TypeScript.
 */
export async function readNotebook(path: string): Promise<Notebook> {
  const { cells: raw, metadata } = parse(path, await readText(path));
  const language = metadata.kernelspec.language ??
    metadata.language_info.name ?? "typescript";
  if (language !== "typescript") {
    throw new NotebookError(
      `${path}: written in ${language}; choose the Deno kernel in Jupyter`,
    );
  }
  const cells = raw.map((cell, index): Cell => ({
    id: cell.id ?? `cell-${index + 1}`,
    kind: cell.cell_type,
    source: Array.isArray(cell.source) ? cell.source.join("") : cell.source,
    tags: cell.metadata.tags,
  }));
  rejectSecondParameters(path, cells);
  const name = path.replace(/^.*\//, "").replace(/\.ipynb$/, "");
  return { name, title: findTitle(cells) ?? name, ...metadata.loadline, cells };
}

async function readText(path: string): Promise<string> {
  const text = await readTextIfThere(path);
  if (text !== undefined) return text;
  throw new NotebookError(`${path}: no such file; name an existing notebook`);
}

function findTitle(cells: readonly Cell[]): string | undefined {
  const prose = cells.filter(({ kind }) => kind === "markdown");
  return prose.map(({ source }) => source.match(/^# (.+)$/m)?.[1]?.trim())
    .find((title) => title !== undefined);
}

/**
 * Finds cells that were saved with outputs or execution counts, which do not belong in version control; a line each.
 */
export async function findOutputs(path: string): Promise<string[]> {
  const { cells } = parse(path, await readText(path));
  return cells.flatMap(({ outputs, execution_count }, index) =>
    outputs.length > 0 || execution_count !== null
      ? [`${path}: cell ${index + 1} holds outputs; clear all outputs and save`]
      : []
  );
}
