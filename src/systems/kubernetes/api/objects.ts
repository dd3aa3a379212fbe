/** Objects of the API, of which only those fields are read that are used. */
import { z } from "zod";

const Meta = z.object({
  name: z.string(),
  uid: z.string(),
  resourceVersion: z.string(),
  labels: z.record(z.string(), z.string()).default({}),
  /** Set while an object waits for its removal; else empty. */
  deletionTimestamp: z.string().default(""),
});

const Condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().default(""),
  message: z.string().default(""),
});
type Condition = z.infer<typeof Condition>;

const conditions = z.array(Condition).default([]);

const ContainerState = z.object({
  running: z.unknown(),
  waiting: z.unknown(),
  terminated: z.unknown(),
});

export const Pod = z.object({
  metadata: Meta,
  spec: z.object({ nodeName: z.string().default("") }),
  status: z.object({
    phase: z.string().default("Pending"),
    conditions,
    containerStatuses: z.array(z.object({ state: ContainerState.partial() }))
      .default([]),
  }),
});
export type Pod = z.infer<typeof Pod>;

export const Node = z.object({
  metadata: Meta,
  status: z.object({ conditions }),
});
export type Node = z.infer<typeof Node>;

export const Job = z.object({
  metadata: Meta,
  status: z.object({ conditions }),
});
export type Job = z.infer<typeof Job>;

/** An object of which only its metadata are asked for. */
export const Named = z.object({
  metadata: Meta.pick({ name: true, uid: true }),
});

/** Answer to a list. */
export const ObjectList = z.object({
  metadata: z.object({
    resourceVersion: z.string(),
    /** Where the next page begins; empty for the last. */
    continue: z.string().default(""),
    /** Objects on later pages, where it is known. */
    remainingItemCount: z.number().default(0),
  }),
  /** Null for none in a list of metadata. */
  items: z.array(z.unknown()).nullable().transform((items) => items ?? []),
});

/** One line of a watch. The object of a bookmark has only a version, that of an error is a status. */
export const WatchEvent = z.object({
  type: z.enum(["ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR"]),
  object: z.unknown(),
});

/** Version of any object. */
export const Versioned = z.object({
  metadata: z.object({ resourceVersion: z.string() }),
});

/** Answer of `/version`. */
export const Version = z.object({ gitVersion: z.string() });

/** Returns the status of a condition: `True`, `False`, `Unknown`; empty if the object does not have it. */
export function statusOf(
  { status }: { readonly status: { readonly conditions: Condition[] } },
  type: string,
): string {
  return status.conditions.find((one) => one.type === type)?.status ?? "";
}
