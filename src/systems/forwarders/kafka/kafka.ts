/** Starts Apache Kafka on one node, between lines by TCP and sinks by TCP through an adapter of ours. */
import { number } from "../../../lab/plan/settings.ts";
import type { ManagedProcess } from "../../../lab/processes/managed_process.ts";
import { runProgram } from "../../../lab/processes/run_program.ts";
import {
  checkJars,
  describeJars,
  findJava,
  type JavaCommand,
  javaProgram,
} from "../../support/java.ts";
import { readSettings } from "../../support/system_settings.ts";
import { MIN_KAFKA_CAP_BYTES, toTopicConfig } from "./kafka_topic.ts";
import { withAdapter } from "../adapters/adapter_version.ts";
import { describeHold, hold } from "../adapters/hold_setting.ts";
import { startAdapter } from "../adapters/start_adapter.ts";
import { checkForwarding } from "../check_forwarding.ts";
import type {
  Forwarder,
  ForwarderSystem,
  StartForwarderOptions,
} from "../forwarder.ts";
import { makeFolders, startListening } from "../start_listening.ts";
import { toKafkaConfig } from "./kafka_config.ts";
import { toKafkaRemarks } from "./kafka_remarks.ts";

/** Its jars. */
export const kafkaJars = {
  name: "kafka",
  title: "Kafka",
  jar: /^kafka_2\.\d+-\d/,
};

const parameters = {
  hold,
  heap: number("Heap", 1024 ** 3, {
    unit: "B",
    min: 128 * 1024 ** 2,
    about: "of the virtual machine",
  }),
};

/** Of the adapter's look at the topic, with what is on its way. */
const COUNTERS_INTERVAL_S = 1;

/** Time for `--version` on a busy machine. */
const VERSION_TIMEOUT_S = 60;

/** Of the log, if the jars can write one: warnings and its version, as it tells of each deletion otherwise. */
const LOG_OPTIONS = [
  "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
  "-Dorg.slf4j.simpleLogger.log.org.apache.kafka.common.utils.AppInfoParser=info",
];

/** `LoadlineLoadline` in base64 for URLs: each broker has a folder and ports of its own. */
const CLUSTER_ID = "TG9hZGxpbmVMb2FkbGluZQ";

/** Packages that the adapter reads a file of. */
const PACKAGES = new URL("../../../../node_modules", import.meta.url);

export const kafka: ForwarderSystem = {
  name: "kafka",
  title: "Apache Kafka (KRaft, one node, through an adapter of Loadline)",
  mode: "real",
  can: ["forward-lines", "sink-clusters", "disk-buffer", "kill"],
  metricFamilies: [],
  programs: [javaProgram, kafkaJars],
  parameters,
  identifying: [],
  settings: { kafka: describeJars(kafkaJars) },
  sizes({ kafka = "", ...own }) {
    checkJars(kafkaJars, kafka);
    readSettings(parameters, own);
    return [];
  },
  buffer: "disk",
  perSink: false,
  atCap: ["drop"],
  hasAdapter: true,
  start,
};

async function start(options: StartForwarderOptions): Promise<Forwarder> {
  const { forwarding, processes, signal } = options;
  const { kafka: jars = "", ...own } = options.settings;
  const { hold: seconds, heap } = readSettings(parameters, own);
  checkForwarding(forwarding, {
    title: kafka.title,
    minCap: MIN_KAFKA_CAP_BYTES,
    atCap: kafka.atCap,
  });
  const java = findJava(kafkaJars, jars);
  const folders = await makeFolders(options);
  const { input: broker, process, spool, configuration } = await startListening(
    options,
    folders,
    {
      title: "Kafka",
      toProgram: (port) => ({
        command: toCommand(java, {
          config: `${folders.folder}/server.properties`,
          spool: folders.spool,
          heap,
        }),
        env: {},
        files: [{
          name: "server.properties",
          text: toKafkaConfig({
            ...{ port, controller: processes.freePort() },
            spool: folders.spool,
          }),
        }],
      }),
      isTaken: (log) => log.includes("Address already in use"),
    },
  );
  const adapter = await startAdapter(options, {
    program: new URL("kafka_adapter.ts", import.meta.url),
    broker: { host: broker.host, port: broker.port },
    hold: seconds,
    // A package looks at the whole environment, and one reads a WebAssembly file of its own.
    permissions: [
      "--allow-env",
      `--allow-read=${decodeURIComponent(PACKAGES.pathname)}`,
    ],
  });
  return {
    version: withAdapter(await readVersion(java, process, signal)),
    inputs: [adapter.input],
    processes: [process, adapter.process],
    main: process,
    spool,
    configuration: [
      ...configuration,
      adapter.configuration,
      {
        name: "topic",
        text: JSON.stringify(toTopicConfig(forwarding.bufferCap), null, 2),
      },
    ],
    remarks: [
      "The broker speaks no line protocol: an adapter of Loadline publishes what it reads at once, up to 64 KiB of whole lines, as one message, and waits for the broker's acknowledgement",
      "All sinks read one topic: the cap is that of all sinks together, its retention.bytes is two segments of 1 to 4 MiB below, as Kafka deletes whole segments, each 0.5 s, and never the one that it writes; it can drop the oldest only",
      "The adapter deletes from the topic what all sinks have got (DeleteRecords): by default Kafka keeps it until the retention, and the files would grow to the cap without any outage",
      describeHold(seconds, "calls a message done"),
      "Kafka writes without fsync, its default; a message survives the death of the broker, not that of the machine",
      ...toKafkaRemarks(forwarding),
    ],
    counters: () => adapter.counters(),
    countedBy: "adapter",
    countersLag: seconds + COUNTERS_INTERVAL_S,
  };
}

/** Formats its folder before the first start, by the same command, as a wrapper may mount another disk there. */
function toCommand(
  { java, classPath }: JavaCommand,
  { config, spool, heap }: {
    readonly config: string;
    readonly spool: string;
    readonly heap: number;
  },
): string[] {
  const script = `[ -e "$4/meta.properties" ] ||
  "$1" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$2" kafka.tools.StorageTool format -t "$5" -c "$3" || exit 1
exec "$1" -Xmx"$6" ${LOG_OPTIONS.join(" ")} -cp "$2" kafka.Kafka "$3"`;
  return [
    ...["sh", "-c", script, "kafka"],
    ...[java, classPath, config, spool, CLUSTER_ID, String(heap)],
  ];
}

/** Reads `Kafka version: 4.1.1` in its log; without a log, asks the program, which takes seconds. */
async function readVersion(
  { java, classPath }: JavaCommand,
  { log }: ManagedProcess,
  signal: AbortSignal,
): Promise<string> {
  const text = await Deno.readTextFile(log).catch(() => "");
  const logged = /Kafka version: (\d[\w.-]*)/.exec(text)?.[1];
  if (logged !== undefined) return logged;
  const result = await runProgram(
    [java, "-cp", classPath, "kafka.Kafka", "--version"],
    { signal, timeout: VERSION_TIMEOUT_S },
  );
  return /^\d[\w.-]*/m.exec(result?.stdout ?? "")?.[0] ?? "";
}
