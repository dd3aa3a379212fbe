import { expect, test, vi } from "vitest";
import { readRuns } from "../../../src/record/mod.ts";
import { Trial, until } from "../../testing/monitoring_trial.ts";

// Runs mostly wait; on a busy machine they take minutes.
vi.setConfig({ maxConcurrency: 4, testTimeout: 300_000 });

const set = {
  rate: 2000,
  warmup: 0.5,
  duration: 2,
  outage: 30,
  fault: "frozen",
};

/** Programs of a run: a forwarder, three sinks. */
const programs = /examples\/relay\/main\.ts|systems\/sinks\/process\/main\.ts/;

async function running(trial: Trial): Promise<number> {
  return (await trial.processes())
    .filter(({ command }) => programs.test(command)).length;
}

test.concurrent.each(["set_up", "measure", "fault"] as const)(
  "a runner that is killed in the phase %s leaves no process, port or spool",
  async (phase) => {
    await using trial = await Trial.start({
      preset: "forwarders/custom",
      ...{ set, args: ["--beside"] },
    });
    await trial.reach(phase);
    if (phase !== "set_up") expect(await running(trial)).toBe(4);
    trial.child.kill("SIGKILL");
    await trial.untilClean();
  },
);

test.concurrent.each(["SIGINT", "SIGTERM"] as const)(
  "a runner that gets %s while a sink is frozen leaves nothing, and a run that was interrupted",
  async (signal) => {
    await using trial = await Trial.start({
      preset: "forwarders/custom",
      ...{ set, args: ["--beside"] },
    });
    await trial.reach("fault");
    await until("all to run", async () => await running(trial) === 4);
    trial.child.kill(signal);
    await trial.finished;
    await trial.untilClean();
    const { runs } = await readRuns(trial.record);
    expect(runs.at(-1)).toMatchObject({
      status: "incomplete",
      notes: "interrupted",
    });
  },
);
