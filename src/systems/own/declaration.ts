/** A user's own system, declared as data: processes to start, or endpoints that already run. */
import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { parseDeclared } from "../../lab/plan/declared.ts";
import { Watch } from "./watch.ts";

const Name = z.string().regex(
  /^[a-z][a-z0-9-]{0,39}$/,
  "must be lower-case letters, digits and -, beginning with a letter",
);

const Path = z.string().regex(
  /^\/[\x21-\x7e]*$/,
  "must begin with / and be ASCII without spaces",
);

/** Empty for none. */
const MaybePath = z.union([z.literal(""), Path], "must be a path, /metrics");

const Seconds = z.number().positive().max(3600);

/** When a node is ready: a path answers 2xx, its port takes connections, or its log has a line. */
const Ready = z.union(
  [
    z.strictObject({ http: Path }),
    z.strictObject({ tcp: z.literal(true) }),
    z.strictObject({
      log: z.string().min(1).refine(
        isPattern,
        "must be a regular expression",
      ),
    }),
  ],
  'must be { http: "/health" }, { tcp: true }, or { log: "a regular expression" }',
);
export type Ready = z.infer<typeof Ready>;

/** What the versions of a system are read from. */
const Version = z.strictObject({
  /** Path of a page that has it. */
  http: Path,
  /** Key of the version in JSON; empty for the whole text. */
  json: z.string().default(""),
});

/** File or folder that a file URL or an absolute path names; may be empty. */
export const Place = z.union([
  z.instanceof(URL).meta({ title: "`URL` of a file" }),
  z.string(),
])
  .transform((folder, context) => {
    const path = toPath(folder);
    if (path === "" || isAbsolute(path)) return path;
    context.addIssue({
      code: "custom",
      message: 'must be absolute: use new URL("../", import.meta.url)',
    });
    return z.NEVER;
  });

/** Environment variables; their values may have placeholders. */
export const Variables = z.record(
  z.string().regex(/^[A-Za-z_]\w*$/, "must be the name of a variable"),
  z.string(),
);

/** Signals that programs take as a request to end. */
export const StopSignal = z.enum(["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP"]);

/** Origin of a server. */
const Url = z.string().transform((text, context) => {
  const url = URL.parse(text);
  const isHttp = url?.protocol === "http:" || url?.protocol === "https:";
  if (isHttp && url.href === `${url.origin}/`) return url.origin;
  context.addIssue({
    code: "custom",
    // Without its value, which may have a password.
    message: url && (url.username !== "" || url.password !== "")
      ? "must have no password: use `auth` of the scenario, with a placeholder of `secrets`"
      : "must be http://host:port or https://host:port, without a path",
  });
  return z.NEVER;
});

const shared = {
  /** Name on the command line and in the record. */
  name: Name,
  /** What it is, in reports. */
  title: z.string().min(1).max(200),
  /** Path of the metrics page of a node in the Prometheus text format; empty for none. */
  metrics: MaybePath.default(""),
  /** Metric families to record; a name that ends in `_` is a prefix. */
  families: z.array(z.string().min(1)).default(["process_"]),
  /** How its version is read; null if it does not report one. */
  version: Version.nullable().default(null),
  /** File with the certificates, in PEM, of the authority that is trusted for TLS; empty for those of the machine. */
  ca: Place.default(""),
  /** Files with the client certificate and its key, in PEM; null for none. */
  certificate: z.strictObject({ cert: Place, key: Place }).nullable().default(
    null,
  ),
  /** What is sampled beside its nodes: pages of metrics, such as that of node_exporter, and containers. */
  watch: z.array(Watch).max(20).default([]),
  /** Version of HTTP. */
  http: z.enum(["1.1", "2"]).default("1.1"),
};

/** A name that ssh takes for no option. */
const SshHost = z.string().regex(
  /^[A-Za-z0-9_][\w.@:%-]{0,254}$/,
  "must be a host as ssh names it, web-1 or user@10.0.0.11",
);

/** Another machine. */
const MachineFields = z.strictObject({
  /** Host as the user's ssh client names it: an alias of its configuration, `web-1` or `user@10.0.0.11`. */
  ssh: SshHost,
  /** Name or address at which clients reach the nodes there; empty for the `HostName` that ssh has for the host. */
  address: z.string().regex(
    /^$|^[A-Za-z0-9:][\w.:-]{0,254}$/,
    "must be the name or address of a host",
  ).default(""),
});

export const Machine = z.union([
  SshHost.transform((ssh) => ({ ssh, address: "" })),
  MachineFields,
], 'must be "web-1" or { ssh: "web-1", address: "10.0.0.11" }');
export type Machine = z.infer<typeof Machine>;

const ProcessSystem = z.strictObject({
  kind: z.literal("processes"),
  ...shared,
  /**
   * Program and arguments of a node. Placeholders: `{host}` and `{port}` for clients, `{peer_port}` for peers if that is
   * another one, `{peers}` (addresses of the other nodes, separated by commas), `{name}`, `{index}` (from 0), `{nodes}`,
   * `{folder}` (an empty one for its data), and the settings of the experiment.
   */
  command: z.array(z.string()).min(1),
  /** Working folder; empty for that in which the command was called, or, on another machine, an empty one. */
  folder: Place.default(""),
  /** Additional environment variables; with the same placeholders, and the secrets of the experiment. */
  env: Variables.default({}),
  /** When a node is ready: a path answers 2xx, its port takes connections, or its log has a line. */
  ready: Ready,
  /**
   * Whether each node has a network namespace of its own, which needs root: for programs that listen on all addresses, and
   * would be open to other machines.
   */
  own_network: z.boolean().default(false),
  /** Whether its nodes accept connections with TLS only. */
  tls: z.boolean().default(false),
  /** Seconds until a node must be ready. */
  ready_timeout: Seconds.default(30),
  /** Asks a node to end; SIGKILL follows two seconds later. */
  stop_signal: StopSignal.default("SIGTERM"),
  /** Possible numbers of nodes; empty for any. */
  sizes: z.array(z.number().int().min(1).max(100)).default([]),
  /**
   * Other machines, reached by `ssh`, on which the nodes run, one after the other; more nodes begin again at the first. The
   * program must be there. Empty for this machine.
   */
  machines: z.array(Machine).max(100).default([]),
  /** File of an ssh configuration in place of the user's own; empty for that. */
  ssh_config: Place.default(""),
}).superRefine(({ machines, own_network, ssh_config }, context) => {
  const refuse = (key: string, message: string) =>
    context.addIssue({ code: "custom", path: [key], message });
  if (machines.length > 0 && own_network) {
    refuse("own_network", "cannot be on other machines: remove one");
  }
  if (machines.length === 0 && ssh_config !== "") {
    refuse("ssh_config", "is of no use without machines: name them");
  }
});

const EndpointSystem = z.strictObject({
  kind: z.literal("endpoints"),
  ...shared,
  /** Addresses of the nodes: `http://127.0.0.1:8080`. */
  urls: z.array(Url).min(1).max(100)
    .refine((urls) => new Set(urls).size === urls.length, "must be distinct")
    .refine(
      (urls) => new Set(urls.map((url) => URL.parse(url)?.protocol)).size === 1,
      "must all be http, or all https",
    ),
  /** Path that a healthy node answers with 2xx. */
  health: Path,
  /** Proxy through which nodes are reached: `http://127.0.0.1:3128`; empty for none. */
  proxy: z.union(
    [z.literal(""), Url],
    "must be an origin without a password, http://127.0.0.1:3128",
  ).default(""),
  /** Addresses of host names, in place of the resolver of the machine: `{ "shop.example": "127.0.0.1" }`. */
  resolve: z.record(
    z.string().min(1),
    z.union([z.ipv4(), z.ipv6()], "must be an address, such as 127.0.0.1"),
  ).default({}),
}).refine(
  ({ proxy, resolve }) => proxy === "" || Object.keys(resolve).length === 0,
  {
    path: ["resolve"],
    message: "cannot be beside a proxy, which finds the addresses: remove one",
  },
);

/** Placeholders of a command that the lab fills in. */
export const nodePlaceholders: readonly string[] = [
  ...["host", "port", "peer_port", "peers", "name", "index", "nodes", "folder"],
];

/** A system of the user's own. */
export const OwnSystem = z.discriminatedUnion(
  "kind",
  [ProcessSystem, EndpointSystem],
  "must be made by processSystem({ ... }) or endpointSystem({ ... })",
);

export type ProcessSystem = z.infer<typeof ProcessSystem>;
export type EndpointSystem = z.infer<typeof EndpointSystem>;
export type OwnSystem = ProcessSystem | EndpointSystem;

/**
 * Declares a system whose processes the lab starts, owns, probes, limits and disturbs. Throws `UsageError`, which names the
 * key and the remedy.
 *
 * @example
 * processSystem({
 *   name: "shop",
 *   title: "our web shop",
 *   command: ["node", "server.js", "--port", "{port}"],
 *   folder: new URL("../", import.meta.url),
 *   ready: { http: "/health" },
 *   metrics: "/metrics",
 * });
 */
export function processSystem(
  declared: Omit<z.input<typeof ProcessSystem>, "kind">,
): ProcessSystem {
  const system = { kind: "processes", ...declared };
  return parseDeclared(ProcessSystem, system, nameOf(declared));
}

/**
 * Declares a system that already runs. Nothing is started, so its nodes cannot be disturbed. Throws `UsageError`, which
 * names the key and the remedy.
 *
 * @example
 * endpointSystem({
 *   name: "staging",
 *   title: "the shop on this machine",
 *   urls: ["http://127.0.0.1:8080"],
 *   health: "/health",
 * });
 */
export function endpointSystem(
  declared: Omit<z.input<typeof EndpointSystem>, "kind">,
): EndpointSystem {
  const system = { kind: "endpoints", ...declared };
  return parseDeclared(EndpointSystem, system, nameOf(declared));
}

function nameOf({ name }: { readonly name: string }): string {
  return `the system '${name}'`;
}

function toPath(folder: string | URL): string {
  if (typeof folder === "string" && !folder.startsWith("file:")) return folder;
  const url = new URL(folder);
  return url.protocol === "file:" ? fileURLToPath(url) : url.href;
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
