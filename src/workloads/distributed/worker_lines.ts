/** The lines that the master of a distributed Locust writes; see `loadline_locustfile.py`. */
import { z } from "zod";

/** What a worker answered last. */
const Answer = z.object({
  /** Name that the lab gave it; empty if somebody else started it. */
  name: z.string(),
  /** Name of its machine. */
  host: z.string(),
  /** Seconds by which its clock was ahead of the master's, and by how much that may be wrong: a `ClockOffset`. */
  offset: z.number(),
  bound: z.number().nonnegative(),
  /** Seconds since it answered. */
  silent: z.number(),
});

const WorkerState = z.object({
  /** Locust's id of it. */
  id: z.string(),
  /** As Locust has it: `ready`, `spawning`, `running`, `missing`. */
  state: z.string(),
  users: z.number().int(),
  /** Cores in use since the last answer or, of a worker without one, as Locust told a few seconds ago. */
  cpu: z.number(),
  /** Resident bytes; 0 if unknown. */
  memory: z.number(),
  /** Whether Locust has warned of more than 90 % of a core. */
  warned: z.boolean(),
  /** Null for one that has never answered, such as one that runs another file. */
  answer: Answer.nullable(),
});
export type WorkerState = z.infer<typeof WorkerState>;

export const WorkerLine = z.discriminatedUnion("type", [
  /** All workers that the master knows, once a second. */
  z.object({ type: z.literal("workers"), workers: z.array(WorkerState) }),
  /** All workers have joined, and their users start. */
  z.object({ type: z.literal("started") }),
  /** They are about to be asked to end. */
  z.object({ type: z.literal("ending"), workers: z.array(WorkerState) }),
]);
export type WorkerLine = z.infer<typeof WorkerLine>;
