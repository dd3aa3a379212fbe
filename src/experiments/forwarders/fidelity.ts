/** The runs of the attribute `fidelity`: odd lines through a forwarder, whose bytes are compared where they arrive. */
import {
  lineShapes,
  MARKER_STREAM,
  toLine,
} from "../../lab/lines/line_shape.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";
import type { ReadyRun } from "../../lab/run/define_procedure.ts";
import { delay } from "../../lab/timing/delay.ts";
import { now } from "../../lab/timing/wall_clock.ts";
import type { ForwarderSystem } from "../../systems/forwarders/forwarder.ts";
import { CaptureSink } from "./capture_sink.ts";
import { compareLines } from "./compare_lines.ts";
import { oddLines } from "./odd_lines.ts";
import { sendLines } from "./prove_path.ts";
import { type ForwarderContext, startForwarder } from "./start_path.ts";
import { watchProcesses } from "./watch_processes.ts";

/** A JVM on a busy machine takes the longest. */
const START_TIMEOUT_S = 60;

const EVERY_S = 0.2;

const SETTLE_S = 1;

/** Starts a forwarder with a sink that keeps bytes. There is no load: the lines go one at a time. */
export async function setUpFidelity(
  kind: ForwarderSystem,
  context: ForwarderContext,
): Promise<ReadyRun> {
  const { recorder, owned, processes, signal } = context;
  const { duration, shape } = context.values;
  const capture = owned.use(new CaptureSink("sink-1", processes.freePort()));
  const forwarder = await startForwarder(kind, context, {
    source: "forwarder",
    sinks: [capture.endpoint],
    topology: "fan-out",
  });
  const [input = capture.endpoint] = forwarder.inputs;
  const marker = toLine(lineShapes[shape], {
    ...{ stream: MARKER_STREAM, metric: 0, sequence: 0 },
    due: Math.floor(now()),
  });
  await waitUntil(async () => {
    if (capture.length > 0) return true;
    await sendLines(input, [marker]);
    return false;
  }, {
    ...{ timeout: START_TIMEOUT_S, every: EVERY_S, signal },
    what: "a line to reach sink-1",
    processes: forwarder.processes,
  });
  const stages = [{ source: "forwarder", kind, forwarder }];
  owned.use(watchProcesses(context, { stages, hops: [], sinks: [] }));
  // More than one may be on its way.
  await delay(SETTLE_S, signal);
  return {
    system_version: forwarder.version,
    loads: [],
    async phases({ wait, coolDown }) {
      const end = recorder.phase("measure") + duration * 1000;
      context.onProgress("measure", `${oddLines.length} odd lines`);
      await compareLines({
        ...{ input, capture, lines: oddLines, recorder, signal },
        every: duration / oddLines.length,
      });
      await wait("measure", Math.max(0, end - now()) / 1000);
      await coolDown(0, () => Promise.resolve());
    },
  };
}
