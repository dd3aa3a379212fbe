/** What our locustfile says: a JSON document a line, in a file of each of Locust's processes. */
import { z } from "zod";

const LocustLine = z.discriminatedUnion("type", [
  /** A user that waits for the beginning. */
  z.object({ type: z.literal("ready") }),
  /** The users of a process have begun. */
  z.object({ type: z.literal("begun") }),
  z.object({
    type: z.literal("query"),
    kind: z.string(),
    /** Index of the user. */
    user: z.number().int(),
    /** Queries of this kind that the user asked before. */
    turn: z.number().int(),
    /** When it was due, in seconds since the beginning. */
    due: z.number(),
    /** Seconds since it was due. */
    duration: z.number(),
    /** Of the answer; 0 when there was none. */
    status: z.number().int(),
    bytes: z.number().int(),
    /** Beginning of the body. */
    body: z.string(),
    /** Name of the exception in Python when there was no answer. */
    error: z.string(),
    reason: z.string(),
  }),
  /** What a process measured of itself, once a second; see `Gauge`. */
  z.object({
    type: z.literal("gauge"),
    cpu: z.number(),
    lag: z.number(),
    inFlight: z.number(),
    pacingError: z.number(),
  }),
  /** Nothing is under way any more in this process, and nothing will be. */
  z.object({ type: z.literal("stopped") }),
]);
export type LocustLine = z.infer<typeof LocustLine>;
export type LocustQuery = Extract<LocustLine, { readonly type: "query" }>;

const LINE_END = 10;

/** The lines that a process has added since the last look. */
export class LocustLines {
  readonly #path: string;
  #offset = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * New lines; none while there is no such file. One that is not written to its end is left for the next look. Throws
   * SyntaxError or `ZodError` for a line that is none of ours.
   */
  async read(): Promise<LocustLine[]> {
    const bytes = await this.#readBytes();
    const whole = bytes.lastIndexOf(LINE_END) + 1;
    this.#offset += whole;
    const text = new TextDecoder().decode(bytes.subarray(0, whole));
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
