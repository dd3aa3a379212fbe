/** What was run, and on what: experiment, case, settings, system, machine. */
import type { ExecutedCell } from "../../notebook/mod.ts";
import {
  formatDuration,
  formatValue,
  type Param,
  paramOf,
} from "../../record/mod.ts";
import { column, md, table } from "../../report/mod.ts";
import { type SettingChoice, settingChoices } from "../facts/declared.ts";
import type { OtherMachine } from "../facts/other_machines.ts";
import type { RunContent } from "../facts/run_content.ts";
import { proseCell, tableCell } from "./cells.ts";

/** Makes the section. */
export function identitySection(content: RunContent): ExecutedCell[] {
  const { run, declared } = content;
  const choices = settingChoices(run, declared?.experiment ?? null);
  const changed = choices.filter(({ chosen }) => chosen !== "");
  const same = choices.filter(({ chosen }) => chosen === "");
  return [
    proseCell(md`## What was run`),
    tableCell(table(describeRun(content), [
      column.text("name", "What"),
      column.text("value", "Value"),
    ], { caption: "The run" })),
    ...machinesPart(content.machines),
    ...changed.length === 0
      ? []
      : [tableCell(settingTable(changed, "Settings other than their default"))],
    ...same.length === 0 ? [] : [tableCell(settingTable(
      same,
      declared === null
        ? "Settings as recorded"
        : "Settings at their default, and facts of the system",
    ))],
  ];
}

/** Says where nodes on other machines ran, and that no two clocks are compared. */
function machinesPart(machines: readonly OtherMachine[]): ExecutedCell[] {
  if (machines.length === 0) return [];
  return [
    proseCell(
      md`Nodes ran on other machines. All times are of the clock of the machine that made the run: those of what happened elsewhere are when it was told. The clocks of the others were asked for by round trips, and are known to within half of the shortest; times of their own logs can be compared no closer.`,
    ),
    tableCell(table(machines, [
      column.text("node", "Node"),
      column.text("host", "Machine"),
      column.text("system", "System"),
      column.number("cores", "Cores"),
      column.bytes("memory", "Memory", { unit: "GiB", digits: 3 }),
      column.text(
        ({ offset, bound }) => formatClock(offset, bound),
        "Clock ahead by",
      ),
      column.text(
        ({ last_offset, last_bound }) => formatClock(last_offset, last_bound),
        "When last measured",
      ),
    ], { caption: "Other machines" })),
  ];
}

/** Formats seconds and the bound of their error: `-1.234 ± 0.310 ms`. Null if unknown. */
export function formatClock(
  offset: number | null,
  bound: number | null,
): string | null {
  if (offset === null || bound === null) return null;
  const inMs = (seconds: number) => (1000 * seconds).toFixed(3);
  return `${inMs(offset)} ± ${inMs(bound)} ms`;
}

function settingTable(choices: readonly SettingChoice[], caption: string) {
  const chosen = choices.some(({ chosen }) => chosen !== "");
  return table(choices, [
    column.text(({ param }) => param.label || param.key, "Setting", {
      note: ({ param }) => param.label === param.key ? "" : param.key,
    }),
    column.text(({ param }) => formatSetting(param), "Value"),
    ...chosen
      ? [
        column.text<SettingChoice>(({ param, standard }) =>
          standard === null ? null : formatSetting({
            ...param,
            value: standard,
            number: param.number === null ? null : Number(standard),
          }), "Default"),
        column.text<SettingChoice>("chosen", "Chosen by"),
      ]
      : [],
  ], { caption });
}

/** Formats a setting in a unit that reads well; a value in words as it is. */
export function formatSetting({ value, number, unit }: Param): string {
  if (number === null || Number.isNaN(number)) return value;
  if (unit === "s") return formatDuration(number);
  if (unit === "B") return formatBytes(number);
  return `${formatValue(number, "")} ${unit === "1" ? "" : unit}`.trim();
}

function formatBytes(bytes: number): string {
  const unit = ["GiB", "MiB", "KiB"].find((one) => bytes >= formatBase(one)) ??
    "B";
  return `${formatValue(bytes, unit, { digits: 4 })} ${unit}`;
}

function formatBase(unit: string): number {
  return { GiB: 2 ** 30, MiB: 2 ** 20, KiB: 2 ** 10 }[unit] ?? 1;
}

interface Fact {
  readonly name: string;
  readonly value: string;
}

function describeRun(
  { run, siblings, declared, lines }: RunContent,
): Fact[] {
  const preset = paramOf(run, "preset");
  const session = paramOf(run, "session");
  const [version = "", revision = ""] = run.tool_version.split("+");
  const facts: readonly (readonly [string, string])[] = [
    ["Run", run.run_id],
    [
      "Experiment",
      preset === "" ? run.experiment : `${run.experiment}/${preset}`,
    ],
    [
      "Question",
      declared?.experiment.question ??
        lines.events.find(({ kind }) => kind === "question")?.detail ?? "",
    ],
    ["Case", run.case_id],
    [
      "Repetition",
      `${run.repetition}; ${siblings.length} other ${
        siblings.length === 1 ? "run" : "runs"
      } of this case on this version recorded`,
    ],
    [
      "Session",
      session === ""
        ? ""
        : `${session}, run ${paramOf(run, "order")} in its order, seed ${
          paramOf(run, "seed")
        }`,
    ],
    ["Started", run.started_at ?? "not recorded"],
    [
      run.mode === "simulated" ? "Ended, in virtual time" : "Ended",
      run.ended_at ?? "not recorded",
    ],
    ["System", `${run.system} ${run.system_version}`.trim()],
    ["Mode", run.mode],
    ["Made with", `${run.tool} ${version}`.trim()],
    ["Git revision", revision],
    ["Source", run.source],
    ["Status when it ended", run.status],
    ["Notes", run.notes],
    ["Machine", describeMachine(run.environment)],
  ];
  const rest = Object.entries(run.environment)
    .filter(([key]) => !machineKeys.has(key))
    .map(([key, value]) => [key.replaceAll("_", " "), toText(value)] as const);
  return [...facts, ...rest].flatMap(([name, value]) =>
    value === "" ? [] : [{ name, value }]
  );
}

const machineKeys: ReadonlySet<string> = new Set([
  "os",
  "arch",
  "kernel",
  "processor",
  "cores",
  "memory_bytes",
  "deno",
]);

/** Describes a machine of the lab in one line; empty for an import that names none of it. */
function describeMachine(
  environment: RunContent["run"]["environment"],
): string {
  const { processor, cores, memory_bytes, os, kernel, arch, deno } =
    environment;
  return [
    toText(processor),
    cores === undefined ? "" : `${toText(cores)} cores`,
    typeof memory_bytes === "number"
      ? `${formatValue(memory_bytes, "GiB", { digits: 3 })} GiB`
      : "",
    [os, kernel, arch].map(toText).filter((text) => text !== "").join(" "),
    deno === undefined ? "" : `Deno ${toText(deno)}`,
  ].filter((part) => part !== "").join(", ");
}

function toText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
