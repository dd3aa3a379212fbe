/** Reads the output of the locustfile: JSON lines, in one file per Locust process. */
import { z } from "zod";

const LocustLine = z.discriminatedUnion("type", [
  /** A user waits for the start. */
  z.object({ type: z.literal("ready") }),
  /** The users of a process have started. */
  z.object({ type: z.literal("started") }),
  z.object({
    type: z.literal("query"),
    kind: z.string(),
    /** Index of the user. */
    user: z.number().int(),
    /** Earlier queries of this kind by the user. */
    turn: z.number().int(),
    /** Due time in seconds since the start. */
    due: z.number(),
    /** Seconds from when it could be sent, due and after the user's previous one, until it was. */
    late: z.number(),
    /** Seconds from the due time to the end. */
    duration: z.number(),
    /** Of the response; 0 if there was none. */
    status: z.number().int(),
    bytes: z.number().int(),
    /** Beginning of the body. */
    body: z.string(),
    /** Name of the Python exception if there was no response, otherwise empty. */
    error: z.string(),
    reason: z.string(),
  }),
  /** Values that a process measured of itself, once a second; see `GeneratorGauges`. */
  z.object({
    type: z.literal("gauge"),
    cpu: z.number(),
    lag: z.number(),
    inFlight: z.number(),
    pacingError: z.number(),
  }),
  /** Nothing is in flight in this process, and nothing more will be sent. */
  z.object({ type: z.literal("stopped") }),
]);
export type LocustLine = z.infer<typeof LocustLine>;
export type LocustQuery = Extract<LocustLine, { readonly type: "query" }>;

const LINE_END = 10;

/** Follows the file of one process. */
export class LocustLines {
  readonly #path: string;
  #offset = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Returns the lines since the last call; none while there is no file. An incomplete line is left for the next
   * call. Throws SyntaxError or `ZodError` for an invalid line.
   */
  async read(): Promise<LocustLine[]> {
    const bytes = await this.#readBytes();
    const end = bytes.lastIndexOf(LINE_END) + 1;
    this.#offset += end;
    const text = new TextDecoder().decode(bytes.subarray(0, end));
    return text.split("\n").slice(0, -1)
      .map((line) => LocustLine.parse(JSON.parse(line)));
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
