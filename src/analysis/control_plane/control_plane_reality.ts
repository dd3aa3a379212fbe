/** What of the recorded control planes is real, what is simulated, and what is ours. */
import { bullets, md, type Prose } from "../../report/cells.ts";
import type { ControlPlaneRun } from "./control_plane_runs.ts";

/** Control planes with components of their own; what else has records here is a store, under a schema of ours. */
const whole = [
  { system: "diego", title: "Diego", parts: "BBS, Locket and auctioneer" },
  {
    system: "kubernetes",
    title: "Kubernetes",
    parts: "API server, scheduler and controllers",
  },
] as const;

/** What readers have to know of a store. */
const storeNotes = [
  [
    "etcd",
    "etcd is asked by its JSON gateway, which costs it and its clients more than gRPC.",
  ],
  ["mariadb", "MariaDB tells nobody of changes."],
  [
    "sqlite",
    "SQLite is in a process of ours, which does one request after the other.",
  ],
] as const;

/** Describes in bullets what is real, by the systems of the runs that count. */
export function describeReality(
  runs: readonly Pick<ControlPlaneRun, "system" | "status">[],
): Prose {
  const systems = new Set(
    runs.filter(({ status }) => status === "ok").map(({ system }) => system),
  );
  const here = whole.filter(({ system }) => systems.has(system));
  const absent = whole.filter(({ system }) => !systems.has(system))
    .map(({ title }) => title);
  const notes = storeNotes.flatMap(([system, note]) =>
    systems.has(system) ? [note] : []
  );
  return bullets([
    [
      "Real: the stores and every request, its transaction and its answer, decoded as a client must.",
      ...here.map(({ title, parts }) => `Of ${title}: ${parts} too.`),
    ],
    [
      "Simulated: the cells. They keep records and run nothing; making a container is a wait.",
      ...systems.has("kubernetes") ? ["Those of Kubernetes are kwok's."] : [],
    ],
    [
      here.length === 0
        ? "Ours: the schema and the loops."
        : "Ours: the schema of what is a store alone, and the loops.",
      ...absent.length === 0
        ? []
        : [`No component of ${absent.join(" or ")} is here.`],
    ],
    [
      "Store and cells share one machine: where it is full, they take each other's time.",
    ],
    ...here.length === 0 ? [] : [[
      `LRPs seeded a second of ${
        here.map(({ title }) => title).join(" and ")
      } are desired ones: until all of them run takes longer.`,
    ]],
    ...notes.length === 0 ? [] : [notes],
  ].map((sentences) => md`${sentences.join(" ")}`));
}
