/**
 * The rooms of `src`: every folder of code, floor by floor from the ground up. A file imports from its own room, from lower
 * floors, and from rooms of the same top folder that come earlier in this list. So neither an upward import nor a circle of
 * rooms can be written. Inside a room files form no circle either.
 */
const floors: readonly (readonly string[])[] = [
  // The record model, formulas, and the client of Jupyter kernels.
  [
    "record/model",
    "record/folders",
    "record/staging",
    "record/disk",
    "record",
    "statistics/basics",
    "statistics/describe",
    "statistics/compare",
    "statistics/series",
    "statistics/survival",
    "statistics/fit",
    "statistics",
    "jupyter/sandbox",
    "jupyter",
  ],
  // How a run is done; records in and out; what people look at.
  [
    "notebook",
    "store/records",
    "store/tables/facts",
    "store/tables",
    "store/lake",
    "store/file",
    "store/change",
    "store/merge",
    "store",
    "ingest/source",
    "ingest/ahead",
    "ingest/admission",
    "ingest/load_tools",
    "ingest/load_frame",
    "ingest/k6",
    "ingest/locust",
    "ingest/jmeter",
    "ingest/gatling",
    "ingest/http_tools",
    "ingest/run_record",
    "ingest/ginkgo",
    "ingest/ycsb",
    "ingest/database_tools",
    "ingest/resource_series",
    "ingest/histogram_logs",
    "ingest/benchmarks",
    "ingest/memtier",
    "ingest/dbtester",
    "ingest/perseus",
    "ingest/performance_app",
    "ingest/published",
    "ingest/fezzik",
    "ingest/benchmarkbbs",
    "ingest/stages",
    "ingest/lager",
    "ingest/cedar",
    "ingest/cf_logs",
    "ingest",
    "figures/drawing",
    "figures/run",
    "figures/study/parts",
    "figures/study",
    "figures/platform",
    "figures",
    "lab/plan",
    "lab/timing",
    "lab/recording",
    "lab/processes",
    "lab/machines",
    "lab/network",
    "lab/limits",
    "lab/system",
    "lab/lines",
    "lab/clients",
    "lab/load",
    "lab/polled",
    "lab/faults",
    "lab/probes",
    "lab/run",
    "lab/session",
    "lab/monitor",
    "lab",
  ],
  // What is under test; what an executed notebook becomes.
  [
    "report/text",
    "report/table",
    "report/document",
    "report/markdown",
    "report/html/page_script",
    "report/html/page_style",
    "report/html",
    "report",
    "systems/support",
    "systems/control_plane",
    "systems/sqlite/process",
    "systems/sqlite",
    "systems/databases",
    "systems/postgresql",
    "systems/mariadb",
    "systems/kv",
    "systems/etcd",
    "systems/redis",
    "systems/http",
    "systems/own",
    "systems/loki",
    "systems/targets/exporter",
    "systems/targets",
    "systems/prometheus",
    "systems/sinks/process",
    "systems/sinks",
    "systems/forwarders",
    "systems/forwarders/rsyslog",
    "systems/forwarders/syslog_ng",
    "systems/forwarders/carbon_c_relay",
    "systems/forwarders/adapters",
    "systems/forwarders/nats",
    "systems/forwarders/kafka",
    "systems/forwarders/flume",
    "systems/platform",
    "systems/cf",
    "systems/kubernetes/api",
    "systems/kubernetes/control_plane",
    "systems/kubernetes",
    "systems/simulator/base",
    "systems/simulator/model",
    "systems/simulator",
    "systems/diego/wire/layouts",
    "systems/diego/wire",
    "systems/diego/clients",
    "systems/diego/components",
    "systems/diego/cells",
    "systems/diego",
    "systems",
  ],
  // What is asked of a system; what the records say; notebooks to committed reports.
  [
    "workloads/key_value",
    "workloads/distributed",
    "workloads/driver",
    "workloads/scenario",
    "workloads/lines",
    "workloads/logs",
    "workloads/promql",
    "workloads/locust",
    "workloads/control_plane",
    "analysis/series",
    "analysis/validity",
    "analysis/overview",
    "analysis/integrity",
    "analysis/recorded",
    "analysis/scaling",
    "analysis/scenario",
    "analysis/recovery",
    "analysis/monitoring",
    "analysis/results",
    "analysis/forwarding/measures",
    "analysis/forwarding/verdicts",
    "analysis/forwarding",
    "analysis/forwarding/tables",
    "analysis/platform/runs",
    "analysis/platform/pushes",
    "analysis/platform/stages",
    "analysis/platform/recovery",
    "analysis/platform/soak",
    "analysis/platform/objectives",
    "analysis/platform/tables",
    "analysis/platform/published",
    "analysis/platform",
    "analysis/control_plane",
    "analysis/claimed",
    "analysis/trend",
    "analysis/comparison",
    "analysis/comparison/printed",
    "analysis/history",
    "analysis/charts",
    "analysis/answers",
    "analysis/answers/platform",
    "analysis/answers/control_plane",
    "analysis/answers/claimed",
    "analysis",
    "publish",
  ],
  // Experiments; the names that notebooks import, in groups; the live page.
  [
    "experiments/cluster",
    "experiments/own",
    "experiments/monitoring",
    "experiments/forwarders",
    "experiments/platform/instances",
    "experiments/platform",
    "experiments/control_plane",
    "experiments",
    "api",
    "live/page",
    "live",
  ],
  // A comparison of runs, and a report of any run, by what their experiments declare.
  [
    "compare",
    "run_report/facts",
    "run_report/sections",
    "run_report/tiles",
    "run_report",
  ],
  // The module that notebooks import, `src/mod.ts`.
  [""],
];

const rooms = floors.flat();

/** Limit of files in one room: above it a newcomer no longer finds the right one at a glance. */
const MAX_ROOM_FILES = 20;

/** Finds what breaks the order of rooms under `src`, a line each. */
export async function findBrokenRooms(src: string): Promise<string[]> {
  const broken: string[] = [];
  const imports = new Map<string, readonly string[]>();
  const sizes = new Map<string, number>();
  for await (const path of sources(src)) {
    const room = roomOf(path);
    sizes.set(room, (sizes.get(room) ?? 0) + 1);
    if (!rooms.includes(room)) {
      broken.push(`${path}: '${room}' is no room; add it to _rooms.ts`);
      continue;
    }
    const targets = toImports(path, await Deno.readTextFile(`${src}/${path}`));
    imports.set(path, targets);
    for (const target of targets) {
      if (!rooms.includes(roomOf(target))) {
        broken.push(`${path}: imports ${target}, which is in no room`);
      } else if (!mayImport(room, roomOf(target))) {
        broken.push(`${path}: imports ${target}, whose room is not below`);
      }
    }
  }
  for (const [room, files] of sizes) {
    if (files > MAX_ROOM_FILES) {
      broken.push(
        `${room}: has ${files} files, at most ${MAX_ROOM_FILES} are allowed; split it`,
      );
    }
  }
  return [...broken, ...findCircles(imports)].sort();
}

function mayImport(room: string, target: string): boolean {
  if (floorOf(target) < floorOf(room)) return true;
  return topFolder(target) === topFolder(room) &&
    rooms.indexOf(target) <= rooms.indexOf(room);
}

function floorOf(room: string): number {
  return floors.findIndex((floor) => floor.includes(room));
}

function topFolder(room: string): string {
  return room.split("/")[0] ?? "";
}

/** Finds circles of files; each is reported once, by its files in order of import. */
function findCircles(
  imports: ReadonlyMap<string, readonly string[]>,
): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file);
    if (start >= 0) {
      circles.push(`${[...trail.slice(start), file].join(" -> ")}: a circle`);
      return;
    }
    if (done.has(file)) return;
    for (const target of imports.get(file) ?? []) {
      visit(target, [...trail, file]);
    }
    done.add(file);
  };
  for (const file of [...imports.keys()].sort()) visit(file, []);
  return circles;
}

/** Paths below `src` that a file imports; files outside `src`, such as deno.json, stand below every room. */
function toImports(path: string, text: string): string[] {
  return [...text.matchAll(/\b(?:from|import)\s*\(?"(\.[^"]+)"/g)]
    .map(([, target = ""]) => new URL(target, `file:///src/${path}`).pathname)
    .filter((target) => target.startsWith("/src/"))
    .map((target) => target.slice("/src/".length));
}

/** Paths of all source files, relative to `src`. */
async function* sources(src: string, below = ""): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(`${src}/${below}`)) {
    if (isDirectory) yield* sources(src, `${below}${name}/`);
    else if (name.endsWith(".ts")) yield `${below}${name}`;
  }
}

function roomOf(path: string): string {
  return path.split("/").slice(0, -1).join("/");
}
