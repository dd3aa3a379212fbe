/** What cells of a notebook show, as plain data. */

/** MIME type to content; text for everything but JSON types. */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** What a cell showed, in the order it was shown. */
export type Output =
  | {
    readonly type: "stream";
    readonly name: "stdout" | "stderr";
    readonly text: string;
  }
  | { readonly type: "display"; readonly data: MimeBundle }
  | ErrorOutput;

/** An error that a cell ended with, or that nothing caught. */
export interface ErrorOutput {
  readonly type: "error";
  readonly name: string;
  readonly message: string;
  readonly traceback: readonly string[];
}
