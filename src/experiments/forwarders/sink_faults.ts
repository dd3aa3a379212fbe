/** The faults of sinks: what happens to them when an outage begins, halfway through it, and when it ends. */
import type { Sink } from "../../lab/lines/sink.ts";

export interface SinkFault {
  readonly name: string;
  readonly title: string;
  /** Whether all sinks have it, or the second one, which is the first where there is one only. */
  readonly all: boolean;
  /** Whether the process ends, so that connections break. */
  readonly kills: boolean;
  readonly begin: (sink: Sink) => Promise<void>;
  readonly halfway: (sink: Sink) => Promise<void>;
  readonly end: (sink: Sink) => Promise<void>;
}

const nothing = () => Promise.resolve();
const kill = ({ process }: Sink) => process.kill();
const pause = ({ process }: Sink) => process.pause();
const start = ({ process }: Sink) => Promise.resolve(process.start());
const resume = ({ process }: Sink) => Promise.resolve(process.resume());
const accept = (sink: Sink) => sink.setMode("accept");

export const sinkFaults: readonly SinkFault[] = [
  {
    name: "killed",
    title: "One sink is killed (SIGKILL), and started again",
    all: false,
    kills: true,
    begin: kill,
    halfway: nothing,
    end: start,
  },
  {
    name: "frozen",
    title: "One sink stands still (SIGSTOP) with its connections, and goes on",
    all: false,
    kills: false,
    begin: pause,
    halfway: nothing,
    end: resume,
  },
  {
    name: "frozen-killed",
    title: "One sink stands still, is killed halfway, and is started again",
    all: false,
    kills: true,
    begin: pause,
    halfway: kill,
    end: start,
  },
  {
    name: "refused",
    title: "One sink closes its connections and refuses new ones",
    all: false,
    kills: false,
    begin: (sink) => sink.setMode("refuse"),
    halfway: nothing,
    end: accept,
  },
  {
    name: "slow",
    title: "One sink reads slower than lines come",
    all: false,
    kills: false,
    begin: (sink) => sink.setMode("slow"),
    halfway: nothing,
    end: accept,
  },
  {
    name: "all-killed",
    title: "All sinks are killed, and started again",
    all: true,
    kills: true,
    begin: kill,
    halfway: nothing,
    end: start,
  },
];

/** Finds a fault by name; undefined for `none`. */
export function findSinkFault(name: string): SinkFault | undefined {
  return sinkFaults.find((fault) => fault.name === name);
}

/** Returns the sinks that a fault hits. */
export function hitSinks({ all }: SinkFault, sinks: readonly Sink[]): Sink[] {
  if (all) return [...sinks];
  const hit = sinks[1] ?? sinks[0];
  return hit ? [hit] : [];
}
