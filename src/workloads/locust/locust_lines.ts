/** The output of the locustfile: JSON lines, in one file per Locust process. */
import { z } from "zod";

export const LocustLine = z.discriminatedUnion("type", [
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
