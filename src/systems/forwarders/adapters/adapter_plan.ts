/** What an adapter is told when it starts, and what it tells of itself: JSON in an argument, and from its status page. */
import { z } from "zod";

const Address = z.strictObject({ host: z.string(), port: z.number().int() });
export type Address = z.infer<typeof Address>;

export const AdapterPlan = z.strictObject({
  /** Where it takes lines. */
  input: Address,
  /** Where it serves its status. */
  status: Address,
  /** The broker. */
  broker: Address,
  /** The broker's log, which tells its counters; null for one whose protocol tells them. */
  brokerLog: z.string().nullable(),
  /** Where the broker sends what is for each sink, in their order; empty for one that is asked. */
  deliveries: z.array(Address),
  /** Most lines of one message; null for what is read at once. */
  linesOfMessage: z.number().int().nullable(),
  sinks: z.array(Address).min(1),
  topology: z.enum(["fan-out", "cluster"]),
  /** Bytes on disk: of each sink, or of all sinks of a cluster. */
  bufferCap: z.number().int(),
  atCap: z.enum(["drop", "block"]),
  /** Seconds for which what was written to a sink is held, to be sent again if the connection breaks. */
  hold: z.number(),
});
export type AdapterPlan = z.infer<typeof AdapterPlan>;

const LineCounters = z.strictObject({
  queued: z.number().nullable(),
  sent: z.number().nullable(),
  dropped: z.number().nullable(),
});

/** Counters in lines. */
export const AdapterStatus = z.strictObject({
  /** In the order of the sinks. */
  sinks: z.array(LineCounters),
  /** Of a buffer that all sinks share. */
  shared: LineCounters,
});
export type AdapterStatus = z.infer<typeof AdapterStatus>;

/** Reads the first argument. Throws `ZodError` or `SyntaxError`. */
export function readPlan(args: readonly string[]): AdapterPlan {
  return AdapterPlan.parse(JSON.parse(args[0] ?? ""));
}

/** Serves the status at any path. */
export function serveStatus(
  { host: hostname, port }: Address,
  read: () => AdapterStatus,
): void {
  Deno.serve(
    { hostname, port, onListen: () => {} },
    () => Response.json(read()),
  );
}
