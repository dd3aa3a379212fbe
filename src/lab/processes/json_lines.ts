/** Follows a file to which a process appends JSON, a document a line. */
import type { z } from "zod";

const LINE_END = 10;

/** The lines of one file. */
export class JsonLines<T> {
  readonly #path: string;
  readonly #schema: z.ZodType<T>;
  #offset = 0;

  /** `schema` is that of each line. */
  constructor(path: string, schema: z.ZodType<T>) {
    this.#path = path;
    this.#schema = schema;
  }

  /**
   * Returns the lines since the last call; none while there is no file. An incomplete line is left for the next
   * call. Throws SyntaxError or `ZodError` for an invalid line.
   */
  async read(): Promise<T[]> {
    const bytes = await this.#readBytes();
    const end = bytes.lastIndexOf(LINE_END) + 1;
    this.#offset += end;
    const text = new TextDecoder().decode(bytes.subarray(0, end));
    return text.split("\n").slice(0, -1)
      .map((line) => this.#schema.parse(JSON.parse(line)));
  }

  async #readBytes(): Promise<Uint8Array> {
    try {
      using file = await Deno.open(this.#path);
      await file.seek(this.#offset, Deno.SeekMode.Start);
      return new Uint8Array(await new Response(file.readable).arrayBuffer());
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      return new Uint8Array();
    }
  }
}
