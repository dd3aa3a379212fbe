/**
 * Stages of instances and tasks as the platform's own log tells them, which are more than a client sees. They belong to
 * the operations `lrp` and `task` of the run; what the log tells of others is left out.
 */
import { readLagerText } from "../../ingest/lager/lager_line.ts";
import { fieldOf, type LineData } from "../../ingest/stages/entity_name.ts";
import { StagePairing } from "../../ingest/stages/pair_stages.ts";
import { toTime } from "../../lab/timing/wall_clock.ts";
import { type Stage, stageModels } from "../../record/mod.ts";
import type { KnownNames, PlatformRun } from "./platform_run.ts";

const { task, lrp } = stageModels;

type Timeline = ReturnType<StagePairing["finish"]>[number];

/** Fields of the store's lines with the name of an instance. */
const INSTANCE_FIELDS = [
  "instance_key.instance_guid",
  "actual_lrp_instance_key.instance_guid",
  "instance_guid",
];

/** Reads the log of a platform that has one, and records the stages of what the run asked for. */
export async function recordLoggedStages(
  { platform: { logs }, names, context: { recorder } }: PlatformRun,
): Promise<void> {
  if (!logs) return;
  const pairing = new StagePairing([task, lrp]);
  const places = new Map<string, string>();
  for await (const text of logs()) {
    for (const { us, source, message, data } of readLagerText(text).lines) {
      if (pairing.finder.candidates(message).length === 0) continue;
      notePlace(places, data);
      pairing.add({ at: us / 1000, source, origin: "", message, data });
    }
  }
  const done = new Set<string>();
  for (const timeline of pairing.finish()) {
    const operation_id = operationOf(timeline, { names, places });
    // An instance that was restarted has timelines after the one of its first running.
    if (operation_id === null || done.has(operation_id)) continue;
    done.add(operation_id);
    const { run_id } = recorder;
    recorder.append("stages", toStages(timeline, { run_id, operation_id }));
  }
  const { nameless, ownerless } = pairing.counts;
  if (nameless + ownerless > 0) {
    recorder.warn(
      "unknown-stage",
      "stages in the platform's log that belong to nothing that it names",
      nameless + ownerless,
    );
  }
}

/** Notes the place of an instance among those of its application, from a line of the store that names both. */
function notePlace(places: Map<string, string>, data: LineData): void {
  const name = INSTANCE_FIELDS.map((field) => fieldOf(data, field))
    .find((value) => value !== null);
  if (name === undefined || name === null || places.has(name)) return;
  const place = lrp.links
    .map(({ paths }) => paths.map((path) => fieldOf(data, path)))
    .find((values) => !values.includes(null));
  if (place !== undefined) places.set(name, place.join("/"));
}

/** Returns the operation of a timeline; null if the run has none. */
function operationOf(
  { model, name }: Timeline,
  { names, places }: {
    readonly names: KnownNames;
    readonly places: ReadonlyMap<string, string>;
  },
): string | null {
  if (model.kind === task.kind) return names.tasks.get(name) ?? null;
  // One that never had a container has no name of its own.
  const place = places.get(name) ?? name;
  const slash = place.lastIndexOf("/");
  const app = names.apps.get(place.slice(0, slash));
  return app === undefined ? null : `lrp:${app}${place.slice(slash)}`;
}

function toStages(
  { model, times }: Timeline,
  common: Pick<Stage, "run_id" | "operation_id">,
): Stage[] {
  // An operation `lrp` ends with running: what the log tells of the removal is not a part of it.
  const end = model.stages.findIndex(({ stage }) => stage === model.until);
  return model.stages.slice(0, end + 1).flatMap(({ stage }, i) => {
    const at = times[i] ?? NaN;
    return Number.isNaN(at) ? [] : [{ ...common, stage, at: toTime(at) }];
  });
}
