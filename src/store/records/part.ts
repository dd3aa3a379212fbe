/** Parts of records as found on disk, with a digest of each. */
import type { Hash } from "node:crypto";
import {
  digest,
  digestPart,
  MANIFEST,
  type Manifest,
  readManifest,
  readPart,
  type RejectedLine,
  type Run,
  type TableFile,
} from "../../record/mod.ts";

/** What tells whether a part is in the store. */
export interface PartState {
  readonly experiment: string;
  /** Empty for the lines of `reports.json` that could not be read. */
  readonly part: string;
  readonly digest: string;
  /** True without a manifest: lost or damaged rows go unnoticed. */
  readonly unchecked: boolean;
}

/** Part of a record as found on disk. */
export interface Part extends Omit<PartState, "unchecked"> {
  readonly runs: readonly Run[];
  readonly files: readonly TableFile[];
  readonly rejected: readonly RejectedLine[];
  /** Rows and checksums of its tables at their close; null if there is no manifest. */
  readonly manifest: Manifest | null;
  /** Reason why the part cannot be loaded, or empty. */
  readonly problem: string;
}

/** Returns the key `experiment/part`. */
export function toKey(part: Pick<Part, "experiment" | "part">): string {
  return `${part.experiment}/${part.part}`;
}

/** Returns what tells whether the part is in the store. */
export function toState(
  { experiment, part, digest, manifest, problem }: Part,
): PartState {
  const unchecked = part !== "" && manifest === null && problem === "";
  return { experiment, part, digest, unchecked };
}

/** Digests each experiment over its parts in order. */
export function digestByExperiment(
  parts: readonly PartState[],
): Record<string, string> {
  const grouped = Object.groupBy(parts, ({ experiment }) => experiment);
  return Object.fromEntries(
    Object.entries(grouped).map(([experiment, parts = []]) => [
      experiment,
      digest(parts.map(({ part, digest }) => `${part} ${digest}`).join("\n")),
    ]),
  );
}

/** A part before its files are read. */
export type ListedPart = Pick<Part, "experiment" | "part" | "runs">;

/**
 * Reads the state of a part on disk: its files, its manifest and its digest, or the reason why it cannot be loaded. `lines` is
 * the hash of its runs.
 */
export async function toPart(
  listed: ListedPart,
  { folder, problem, lines }: {
    readonly folder: string;
    readonly problem: string;
    readonly lines: Hash;
  },
): Promise<Part> {
  if (problem !== "") return toUnreadablePart(listed, problem);
  try {
    const manifest = await readManifest(folder);
    const files = await readPart(folder);
    const content = await digestPart(lines, files);
    return {
      ...listed,
      // Without a manifest the digest is the same as before manifests existed, as committed reports print it.
      digest: manifest === null
        ? content
        : digest(`${content}\n${JSON.stringify(manifest)}`),
      files,
      rejected: [],
      manifest,
      problem: "",
    };
  } catch (error) {
    const problem = error instanceof SyntaxError
      // The message quotes the file, line ends too.
      ? `${MANIFEST} is damaged (${
        error.message.replace(/\s+/g, " ")
      }); restore it, or remove it to load the tables unchecked`
      : (error as Error).message;
    return toUnreadablePart(listed, problem);
  }
}

/** Returns a part that cannot be loaded. */
export function toUnreadablePart(listed: ListedPart, problem: string): Part {
  return {
    ...listed,
    digest: digest(`${JSON.stringify(listed.runs)}\n${problem}`),
    files: [],
    rejected: [],
    manifest: null,
    problem,
  };
}
