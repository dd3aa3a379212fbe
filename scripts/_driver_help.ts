/** Describes the load tool that drives an experiment of a user's own, for --help. */
import type { OwnExperiment } from "../src/experiments/own/own_experiment.ts";

/** Returns lines on the driver and its workers; empty without one. */
export function driverHelp({ driver }: Pick<OwnExperiment, "driver">): string {
  if (driver === null) return "";
  const { command: [program = ""], distributed } = driver;
  const load = `Load: ${program}, read as ${driver.format}`;
  if (distributed === null) return `\n\n${load}`;
  const { here, ssh, by_hand, kubernetes, bind, on_loss } = distributed;
  const places = [
    ...here === 0 ? [] : [`${here} here`],
    ...ssh.length === 0 ? [] : [`${ssh.length} by ssh`],
    ...by_hand === 0 ? [] : [`${by_hand} by hand`],
    ...kubernetes === null ? [] : [`${kubernetes.workers} on Kubernetes`],
  ];
  return `\n\n${load}; workers: ${
    places.join(", ")
  }; the master listens at ${bind}; a lost worker ${
    on_loss === "fail" ? "fails the run" : "makes it doubtful"
  }`;
}
