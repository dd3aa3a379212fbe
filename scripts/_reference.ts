/** Makes the reference of the file of a user's own experiment of its schemas, and of the comments beside their keys. */
import { z } from "zod";
import { ownSettings } from "../src/experiments/own/own_settings.ts";
import { OwnFields, OwnPreset } from "../src/experiments/own/own_fields.ts";
import { Objective } from "../src/lab/plan/experiment.ts";
import { Machine, OwnSystem } from "../src/systems/own/declaration.ts";
import { Watch } from "../src/systems/own/watch.ts";
import { Distributed } from "../src/workloads/distributed/distributed.ts";
import { Driver } from "../src/workloads/driver/driver.ts";
import { Data } from "../src/workloads/scenario/data_rows.ts";
import { Scenario, Step } from "../src/workloads/scenario/scenario.ts";

/** An object that users write, and where the comments on its keys are. */
interface Section {
  readonly title: string;
  readonly about: string;
  readonly schema: z.ZodObject;
  /** Files with the names of their constants, whose object literals have the keys. */
  readonly places: readonly (readonly [file: string, name: string])[];
}

const distributed = "src/workloads/distributed/distributed.ts";
const declaration = "src/systems/own/declaration.ts";
const scenario = "src/workloads/scenario/scenario.ts";
const watch = "src/systems/own/watch.ts";

const [processes, endpoints] = OwnSystem.options;
const [, machine] = Machine.options;
const [page, containers] = Watch.options;
const [, choice] = Data.options;

const sections: readonly Section[] = [
  {
    title: "experiment()",
    about: "The default export of the file. It has a `scenario` or a `driver`.",
    schema: OwnFields,
    places: [["src/experiments/own/own_fields.ts", "OwnFields"]],
  },
  {
    title: "A preset",
    about: "Of `presets`, by its name on the command line.",
    schema: OwnPreset,
    places: [["src/lab/plan/experiment.ts", "Preset"]],
  },
  {
    title: "An objective",
    about: "Of `objectives`. A run that misses one fails.",
    schema: Objective,
    places: [["src/lab/plan/experiment.ts", "Objective"]],
  },
  {
    title: "processSystem()",
    about: "A system whose nodes the lab starts, limits, disturbs and ends.",
    schema: processes,
    places: [[declaration, "shared"], [declaration, "ProcessSystem"]],
  },
  {
    title: "A machine",
    about: "Of `machines` of a system; a text is its `ssh`.",
    schema: machine,
    places: [[declaration, "MachineFields"]],
  },
  {
    title: "endpointSystem()",
    about: "A system that already runs.",
    schema: endpoints,
    places: [[declaration, "shared"], [declaration, "EndpointSystem"]],
  },
  {
    title: "A version",
    about: "Of `version` of a system.",
    schema: processes.shape.version.unwrap().unwrap(),
    places: [[declaration, "Version"]],
  },
  {
    title: "A page to watch",
    about: "Of `watch` of a system.",
    schema: page,
    places: [[watch, "Page"]],
  },
  {
    title: "Containers to watch",
    about: "Of `watch` of a system.",
    schema: containers,
    places: [[watch, "Containers"]],
  },
  {
    title: "A scenario",
    about: "Of `scenario`, or made by `scenario()` for several experiments.",
    schema: Scenario,
    places: [[scenario, "Scenario"]],
  },
  {
    title: "Data",
    about: "Of `data` of a scenario, where a list of rows does not say enough.",
    schema: choice,
    places: [["src/workloads/scenario/data_rows.ts", "Choice"]],
  },
  {
    title: "A journey",
    about: "Of `journeys` of a scenario. It has `steps`, or `run`.",
    schema: Scenario.shape.journeys.element,
    places: [[scenario, "Journey"]],
  },
  {
    title: "A step",
    about: "Of `steps` and `once`, or made by `step()` for several journeys.",
    schema: Step,
    places: [[scenario, "Step"]],
  },
  {
    title: "Checks",
    about: "Of `checks` of a step.",
    schema: Step.shape.checks.unwrap(),
    places: [[scenario, "Checks"]],
  },
  {
    title: "A driver",
    about: "Of `driver`: another load tool in the place of a scenario.",
    schema: Driver,
    places: [["src/workloads/driver/driver.ts", "Driver"]],
  },
  {
    title: "Workers of Locust",
    about: "Of `distributed` of a driver.",
    schema: Distributed,
    places: [[distributed, "Distributed"]],
  },
  {
    title: "Workers on Kubernetes",
    about: "Of `kubernetes` of workers of Locust.",
    schema: Distributed.shape.kubernetes.unwrap().unwrap(),
    places: [[distributed, "Pods"]],
  },
];

/** Returns the page as Markdown; `read` returns the text of a file of this checkout. */
export function experimentReference(read: (file: string) => string): string {
  return [
    "# Reference of the experiment file",
    "Made of the types of `loadline/experiment`; [own.md](own.md) is the tour.",
    ...sections.flatMap((section) => [
      `## ${section.title}`,
      section.about,
      toTable(["Key", "Takes", "Default", "Meaning"], rowsOf(section, read)),
    ]),
    "## Settings of every experiment",
    "`settings` gives other defaults; `--set` and presets give values.",
    toTable(["Setting", "Default", "Unit", "Meaning"], settingRows()),
  ].join("\n\n") + "\n";
}

function rowsOf(
  { schema, places }: Section,
  read: (file: string) => string,
): string[][] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
  });
  const meanings = new Map(
    places.flatMap(([file, name]) => commentsOf(read(file), name)),
  );
  return Object.entries(properties).filter(([key]) => key !== "kind")
    .map(([key, property]) => [
      `\`${key}\``,
      toType(property),
      required.includes(key)
        ? "required"
        : typeof property === "object" && property.default !== undefined
        ? `\`${JSON.stringify(property.default)}\``
        : "",
      meanings.get(key) ?? "",
    ]);
}

type Json = z.core.JSONSchema._JSONSchema;

/** Returns what a key takes, in words. */
function toType(schema: Json): string {
  if (typeof schema === "boolean") return "anything";
  const { title, anyOf, oneOf, type, properties } = schema;
  if (title !== undefined) return title;
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) {
    return schema.enum.map((value) => `\`${JSON.stringify(value)}\``)
      .join(" or ");
  }
  const choices = anyOf ?? oneOf;
  if (choices) return [...new Set(choices.map(toType))].join(" or ");
  if (schema.$ref !== undefined) return "JSON";
  if (Array.isArray(type)) return type.map(nameOf).join(" or ");
  if (type === "array" && !Array.isArray(schema.items)) {
    return `list of ${toType(schema.items ?? {})}`;
  }
  if (properties) return `\`{ ${Object.keys(properties).join(", ")} }\``;
  if (type === "object") {
    return `${toType(schema.additionalProperties ?? {})} by name`;
  }
  return type === undefined ? "anything" : nameOf(type);
}

function nameOf(type: string): string {
  const names: Readonly<Record<string, string>> = {
    string: "text",
    integer: "whole number",
    boolean: "`true` or `false`",
  };
  return names[type] ?? type;
}

/** Returns the comment above each key of the object literal of a constant, as `deno fmt` writes them. */
function commentsOf(text: string, name: string): [string, string][] {
  const [, literal = ""] =
    new RegExp(`^(?:export )?const ${name} = [^{]*\\{\\n(.*?)^\\}`, "ms")
      .exec(text) ?? [];
  return [...literal.matchAll(/^ {2}\/\*\*(.*?)\*\/\n {2}(\w+):/gms)].map((
    [, comment = "", key = ""],
  ) => [key, comment.replace(/\n\s*\*/g, " ").replace(/\s+/g, " ").trim()]);
}

function settingRows(): string[][] {
  return Object.entries(ownSettings).map(([key, setting]) => [
    `\`${key}\``,
    `\`${setting.value}\``,
    setting.type === "number" ? setting.unit : "",
    [
      setting.about,
      setting.type === "choice" ? setting.choices.join(", ") : "",
    ].filter((text) => text !== "").join("; "),
  ]);
}

/** Returns a table as `deno fmt` writes it. */
function toTable(
  labels: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const cells = rows.map((row) =>
    row.map((cell) => cell.replace(/\|/g, "\\|"))
  );
  const widths = labels.map((label, i) =>
    Math.max(3, label.length, ...cells.map((row) => row[i]?.length ?? 0))
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 3)).join(" | ")} |`;
  return [
    line(labels),
    line(widths.map((width) => "-".repeat(width))),
    ...cells.map(line),
  ].join("\n");
}
