/** Makes the report of one run from its content: the same document that a notebook becomes. */
import { version as duckdbVersion } from "@duckdb/node-api";
import config from "../../deno.json" with { type: "json" };
import type { ExecutedCell } from "../notebook/mod.ts";
import { paramOf } from "../record/mod.ts";
import { answer, md, type Report, toReport } from "../report/mod.ts";
import type { RunContent } from "./facts/run_content.ts";
import { answerCell, proseCell } from "./sections/cells.ts";
import { configurationSection, linesSection } from "./sections/forwarding.ts";
import { eventsSection } from "./sections/events.ts";
import { identitySection } from "./sections/identity.ts";
import { measuredSection } from "./sections/measured.ts";
import { objectivesSection } from "./sections/objectives.ts";
import { platformSection, remarksSection } from "./sections/platform.ts";
import { reportedSection } from "./sections/reported.ts";
import { toTiles } from "./tiles/tiles.ts";
import { toLimits, trustSection } from "./sections/trust.ts";
import { runTitle } from "./sections/run_title.ts";
import { toVerdict } from "./sections/verdict.ts";
import { workersSection } from "./sections/workers.ts";

/** Returns the report: the answer, then figures, then tables from what was measured to what it rests on. */
export function toRunReport(
  content: RunContent,
  figures: readonly ExecutedCell[],
): Report {
  const { run, digest } = content;
  const title = runTitle(run);
  const cells = [
    proseCell(md`# ${title}\n\n${questionOf(content)}`),
    answerCell(answer({
      verdict: toVerdict(content),
      tiles: toTiles(content),
      limits: toLimits(content),
    })),
    ...figures,
    ...linesSection(content),
    ...objectivesSection(content),
    ...platformSection(content),
    ...measuredSection(content),
    ...reportedSection(content),
    ...workersSection(content),
    ...eventsSection(content),
    ...configurationSection(content),
    ...remarksSection(content),
    ...trustSection(content),
    ...identitySection(content),
  ];
  return toReport({
    notebook: {
      name: run.run_id,
      title,
      family: "",
      byDefault: true,
      requires: [],
      cells,
    },
    cells,
    parameters: {},
    meanings: {},
    reads: [run.experiment],
    failure: null,
  }, {
    records: [{
      experiment: run.experiment,
      runs: 1,
      digest,
      modes: [run.mode],
      imported: run.mode === "imported" ? 1 : 0,
      first: dayOf(run.started_at),
      // A simulated run ends in virtual time.
      last: dayOf(
        run.mode === "simulated"
          ? run.started_at
          : run.ended_at ?? run.started_at,
      ),
    }],
    notebook: null,
    parameters: {},
    meanings: {},
    trusted: false,
    versions: {
      loadline: config.version,
      deno: Deno.version.deno,
      duckdb: duckdbVersion(),
    },
  });
}

/** Returns the day of a time in ISO 8601; empty without one. */
function dayOf(time: string | null): string {
  return time?.slice(0, 10) ?? "";
}

/** Returns one sentence: the experiment and preset, the system, and when the run began. */
function questionOf({ run }: RunContent): string {
  const preset = paramOf(run, "preset");
  const name = preset === "" ? run.experiment : `${run.experiment}/${preset}`;
  const version = run.system_version === "" ? "" : ` ${run.system_version}`;
  const began = run.started_at === null
    ? "at an unknown time"
    : `on ${run.started_at.slice(0, 10)} at ${
      run.started_at.slice(11, 19)
    } UTC`;
  const simulated = run.mode === "simulated" ? " (simulated)" : "";
  return `A run of ${name} on ${run.system}${version}${simulated}, ${began}: ${run.run_id}`;
}
