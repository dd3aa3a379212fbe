/** Makes an importer of the shapes in which one tool writes its results. */
import {
  type Importer,
  InputError,
  type SourceFile,
} from "../source/importer.ts";
import { type Glance, glanceAt } from "./glance.ts";
import { runSettings } from "./tool_run.ts";

/** One shape of a tool's results. */
export interface ToolShape {
  /** What it is: `summary of --out json`. */
  readonly title: string;
  /** What tells it: `the keys metrics and root_group`. */
  readonly marks: string;
  readonly fits: (glance: Glance) => boolean;
  /** True if memory does not grow with the file; else it may have `MAX_WHOLE_BYTES`. */
  readonly isStreamed: boolean;
  readonly read: Importer["read"];
}

/** A load tool. */
export interface LoadTool {
  readonly format: string;
  /** One line for `ingest --list`. */
  readonly title: string;
  readonly extensions: readonly string[];
  /** Settings beside those of every tool, with their meaning. */
  readonly settings: Readonly<Record<string, string>>;
  /** In the order in which they are tried. */
  readonly shapes: readonly ToolShape[];
}

/** Importer that tells the shape of a file by itself. */
export interface ToolImporter extends Importer {
  readonly shapes: readonly ToolShape[];
}

/** Makes the importer of a tool, whose runs are filed under the name of the format. */
export function defineTool(
  { format, title, extensions, settings, shapes }: LoadTool,
): ToolImporter {
  return {
    format,
    title,
    extensions,
    experiment: format,
    settings: { ...runSettings, ...settings },
    join: null,
    shapes,
    read(file, options) {
      const glance = glanceAt(file);
      const shape = shapes.find(({ fits }) => fits(glance));
      if (shape !== undefined) {
        if (!shape.isStreamed) refuseLarge(file);
        return shape.read(file, options);
      }
      const sought = shapes.map(({ title, marks }) => `${title} (${marks})`);
      throw new InputError(
        file.name,
        "",
        `holds no result of ${format}: looked for ${sought.join(", ")}`,
        "give a file that the tool wrote, from its beginning",
      );
    },
  };
}

/** Longest file that is read as a whole, in bytes. */
const MAX_WHOLE_BYTES = 2 ** 28;

function refuseLarge({ name, path }: SourceFile): void {
  if (path === "" || Deno.statSync(path).size <= MAX_WHOLE_BYTES) return;
  throw new InputError(
    name,
    "",
    `has more than the ${MAX_WHOLE_BYTES} bytes that a summary may have`,
    "check that it is one",
  );
}
