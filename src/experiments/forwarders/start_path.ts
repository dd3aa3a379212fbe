/** Starts what lines pass: forwarders, the hops between them that count, and the sinks at the end. */
import { lineShapes } from "../../lab/lines/line_shape.ts";
import type { Sink } from "../../lab/lines/sink.ts";
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import type { SetUpContext } from "../../lab/run/define_procedure.ts";
import type { ValuesOf } from "../../lab/plan/settings.ts";
import type { Endpoint } from "../../lab/system/client_spec.ts";
import type {
  AtCap,
  Forwarder,
  ForwarderSystem,
  Topology,
} from "../../systems/forwarders/forwarder.ts";
import {
  clusterSinks,
  separateSinks,
  startSinks,
} from "../../systems/sinks/start_sinks.ts";
import type { forwarderSettings } from "./forwarder_settings.ts";
import { toDiskWrapper } from "./small_disk.ts";

export type ForwarderValues = ValuesOf<typeof forwarderSettings>;
export type ForwarderContext = SetUpContext<ForwarderValues>;

/** A slow sink reads this share of the lines that come. */
const SLOW_SHARE = 0.25;

/** A forwarder of a run. */
export interface Stage {
  /** Source of its samples: `forwarder`; in a chain `hop-1-forwarder` is the one before `hop-1`. */
  readonly source: string;
  readonly kind: ForwarderSystem;
  readonly forwarder: Forwarder;
}

/** What lines pass, from the generator on. */
export interface LinePath {
  /** Where the generator sends lines; all of them to each, if there are several. */
  readonly inputs: readonly Endpoint[];
  readonly stages: readonly Stage[];
  /** Between the forwarders of a chain, in order. */
  readonly hops: readonly Sink[];
  readonly sinks: readonly Sink[];
}

/** Starts a path from its end, as each part must know where the next one listens. */
export async function startPath(
  kinds: readonly ForwarderSystem[],
  context: ForwarderContext,
): Promise<LinePath> {
  const { values, processes } = context;
  const toSource = (index: number) =>
    kinds.length === 1 ? "forwarder" : `hop-${index + 1}-forwarder`;
  const sinks = await startSinks(processes, {
    ...sinkOptions(context),
    sinks: values.topology === "cluster"
      ? clusterSinks(processes, values.sinks)
      : separateSinks(processes, { count: values.sinks }),
  });
  const stages: Stage[] = [];
  const hops: Sink[] = [];
  let next = sinks.map(({ endpoint }) => endpoint);
  for (const [index, kind] of [...kinds.entries()].toReversed()) {
    const isLast = index === kinds.length - 1;
    const source = toSource(index);
    context.onProgress("set up", `${kind.name} as ${source}`);
    const forwarder = await startForwarder(kind, context, {
      ...{ source, sinks: next },
      topology: isLast ? values.topology : "fan-out",
    });
    stages.unshift({ source, kind, forwarder });
    next = [...forwarder.inputs];
    if (index === 0) break;
    const [input = null] = forwarder.inputs;
    const [hop] = await startSinks(processes, {
      ...sinkOptions(context),
      sinks: separateSinks(processes, { count: 1 }).map((spec) => ({
        ...spec,
        name: `hop-${index}`,
        next: input,
      })),
    });
    if (hop) {
      hops.unshift(hop);
      next = [hop.endpoint];
    }
  }
  return { inputs: next, stages, hops, sinks };
}

/** Starts one forwarder, and records its configuration, and its exit if it ends by itself. */
export async function startForwarder(
  kind: ForwarderSystem,
  context: ForwarderContext,
  { source, sinks, topology }: {
    readonly source: string;
    readonly sinks: readonly Endpoint[];
    readonly topology: Topology;
  },
): Promise<Forwarder> {
  const { values, processes, recorder, signal } = context;
  const forwarder = await kind.start({
    name: source,
    forwarding: {
      ...{ topology, sinks },
      bufferCap: values.buffer_cap,
      atCap: toAtCap(kind, values),
    },
    // Other forwarders of a chain are as they are by default.
    settings: kind === context.system ? context.systemSettings : {},
    processes,
    wrapper: await toDiskWrapper(values.disk_size, signal),
    signal,
  });
  context.watchExits(forwarder.processes);
  for (const { name, text } of forwarder.configuration) {
    const subject = source === "forwarder" ? name : `${source} ${name}`;
    recorder.event("configuration", subject, text);
  }
  for (const remark of forwarder.remarks) {
    recorder.event("remark", source, remark);
  }
  recorder.event("up", source);
  return forwarder;
}

function sinkOptions(
  { values: { rate, shape }, signal }: ForwarderContext,
) {
  const lineBytes = lineShapes[shape].template.length;
  return { slowRate: SLOW_SHARE * rate * lineBytes, signal };
}

/**
 * Returns what a forwarder is asked to do at its cap: by default what it does first; for `buffer-cap` to drop, if it can, as
 * a forwarder that stops reads nothing for any sink. Throws `UnavailableError` if it does not do what is asked.
 */
function toAtCap(
  { name, atCap }: ForwarderSystem,
  { at_cap: asked, attribute }: ForwarderValues,
): AtCap {
  const [first = "drop"] = atCap;
  if (asked === "default") {
    const mayDrop = attribute === "buffer-cap" && atCap.includes("drop");
    return mayDrop ? "drop" : first;
  }
  if (atCap.includes(asked)) return asked;
  throw new UnavailableError(
    `Cannot ask ${name} to ${asked} at the cap of its buffer as it can only ${
      atCap.join(" or ")
    }`,
  );
}
