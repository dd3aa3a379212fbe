/** No forwarder: the generator sends to each sink itself, which is the limit of what the generator and sinks can. */
import { UsageError } from "../../record/mod.ts";
import { readSettings } from "../support/system_settings.ts";
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import type { Forwarder, ForwarderSystem } from "./forwarder.ts";

export const direct: ForwarderSystem = {
  name: "direct",
  title: "no forwarder: the generator sends to each sink",
  mode: "real",
  can: ["forward-lines"],
  metricFamilies: [],
  programs: [],
  parameters: {},
  identifying: [],
  settings: {},
  sizes(texts) {
    readSettings({}, texts);
    return [];
  },
  buffer: "none",
  perSink: true,
  atCap: ["block"],
  hasAdapter: false,
  start({ forwarding: { sinks, topology } }): Promise<Forwarder> {
    if (topology === "cluster") {
      return Promise.reject(
        new UnavailableError(
          "Cannot distribute lines among the sinks of a cluster as there is no forwarder: choose another system",
        ),
      );
    }
    if (sinks.length === 0) {
      return Promise.reject(
        new UsageError("Cannot start direct as it needs a sink"),
      );
    }
    return Promise.resolve({
      version: "",
      inputs: sinks,
      processes: [],
      main: null,
      spool: "",
      configuration: [],
      remarks: [],
      counters: null,
      countedBy: "forwarder",
      countersLag: 0,
    });
  },
};
