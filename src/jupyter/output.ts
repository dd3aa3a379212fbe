/** Outputs of notebook cells as plain data. */

/** Maps MIME types to content: text, except for JSON types. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** One output of a cell. */
export type Output =
  | {
    readonly type: "stream";
    readonly name: "stdout" | "stderr";
    readonly text: string;
  }
  | { readonly type: "display"; readonly data: MimeBundle }
  | ErrorOutput;

/** Error that ended a cell, or that was not caught. */
export interface ErrorOutput {
  readonly type: "error";
  readonly name: string;
  readonly message: string;
  readonly traceback: readonly string[];
}
