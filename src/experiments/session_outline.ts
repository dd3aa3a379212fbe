/** The outline of a session on record: its objectives, and the runs that it is going to have. */
import { z } from "zod";
import { prepareSession, type SessionOutline, systemsOf } from "../lab/mod.ts";
import { paramOf, type Run } from "../record/mod.ts";
import { toSystem } from "../systems/mod.ts";
import { toRunnable } from "./mod.ts";

const Texts = z.record(z.string(), z.string());

/**
 * Plans the session of a run again, by its params. Returns null if its experiment, system or settings are not those of
 * this version, as of a record of another.
 */
export async function sessionOutline(
  run: Run,
): Promise<SessionOutline | null> {
  try {
    const { experiment, procedure, preset } = toRunnable(
      `${run.experiment}/${paramOf(run, "preset")}`,
    );
    const { plan } = await prepareSession({
      experiment,
      procedure,
      preset,
      systems: systemsOf(run).split(",").map(toSystem),
      set: Texts.parse(JSON.parse(paramOf(run, "set"))),
      repetitions: Number(paramOf(run, "repetitions")),
      seed: Number(paramOf(run, "seed")),
      resume: false,
      record: "",
    });
    return {
      objectives: experiment.objectives,
      planned: plan.planned.map(({ case_id, repetition, system, values }) => ({
        case_id,
        repetition,
        seconds: procedure.estimate(values, toSystem(system)).seconds,
      })),
      openEnded: plan.openEnded,
    };
  } catch {
    return null;
  }
}
