/** Workers of a distributed Locust, as plain data: where they are, and how they reach their master. */
import { z } from "zod";
import { Place } from "../../systems/own/declaration.ts";

const MAX_WORKERS = 1000;

/** Neither an option nor part of a shell's line. */
const Host = z.string().regex(
  /^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$/,
  "must be a host name or an IPv4 address",
);

/** A label of Kubernetes. */
const Label = z.string().regex(
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
  "must be lower-case letters, digits and -",
);

const Pods = z.strictObject({
  /** Number of pods, of one worker each. */
  workers: z.number().int().min(1).max(MAX_WORKERS),
  /** Image with Locust, of the version of the master: `locustio/locust:2.37.1`. */
  image: z.string().regex(/^[\w][\w./:@-]*$/, "must be the name of an image"),
  /** Namespace, which exists. */
  namespace: Label.default("default"),
});

export const Distributed = z.strictObject({
  /** File with the users. Every worker gets its text, so that `command` names no file. */
  locustfile: Place.refine((path) => path !== "", "must name the file"),
  /** Workers that the lab starts on this machine. */
  here: z.number().int().min(0).max(64).default(0),
  /**
   * Workers that the lab starts elsewhere, one each, by commands that run another one there: `["ssh", "load-1"]`. They have
   * the placeholders `{master_port}` and the settings.
   */
  ssh: z.array(z.array(z.string().min(1)).min(1)).max(MAX_WORKERS).default([]),
  /** Workers that somebody starts, by the command line that is printed. */
  by_hand: z.number().int().min(0).max(MAX_WORKERS).default(0),
  /** Workers that somebody starts by the manifest that is written; null for none. */
  kubernetes: Pods.nullable().default(null),
  /** Locust on the machines of the workers, and on this one. */
  program: z.array(z.string().min(1)).min(1).default(["locust"]),
  /** Address at which the master listens. Any host that can connect to it can join: Locust has no authentication and no encryption. */
  bind: z.union([z.literal("*"), Host], "must be an IPv4 address, or *")
    .default("127.0.0.1"),
  /** Address at which workers elsewhere reach the master. */
  address: Host.default("127.0.0.1"),
  /** Port of the master; 0 for a free one. */
  port: z.number().int().min(0).max(65_535).default(0),
  /** Seconds in which all workers must have joined. */
  join_timeout: z.number().positive().max(3600).default(60),
  /** What a worker that is lost does to the run: `fail` ends it at once, `warn` makes it doubtful. */
  on_loss: z.enum(["fail", "warn"]).default("fail"),
});
export type Distributed = z.infer<typeof Distributed>;

/** Returns the number of all workers. */
export function workerCount(
  { here, ssh, by_hand, kubernetes }: Pick<
    Distributed,
    "here" | "ssh" | "by_hand" | "kubernetes"
  >,
): number {
  return here + ssh.length + by_hand + (kubernetes?.workers ?? 0);
}

/** Returns whether other machines can reach a master that listens at an address. */
export function isOpen({ bind }: Pick<Distributed, "bind">): boolean {
  return bind !== "localhost" && !/^127(\.\d{1,3}){3}$/.test(bind);
}
