/**
 * SQLite as the store of a control plane: embedded, in a process of ours (`process/main.ts`), so that nothing needs to be
 * installed, and yet it can be killed, paused and measured. It shows what one writer at a time can do.
 */
import { fetchText } from "../../lab/clients/fetch_json.ts";
import { packageFreeProgram } from "../../lab/processes/package_free_program.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";
import { allocatedSize } from "../../lab/probes/folder_size.ts";
import type { ControlPlane } from "../control_plane/control_plane.ts";
import { toStoreControl } from "../control_plane/store_control.ts";
import {
  noAddress,
  type StartStore,
  toStoreSystem,
} from "../control_plane/store_system.ts";
import { readCounts, readVersion } from "./sqlite_status.ts";

const MAIN = new URL("./process/main.ts", import.meta.url);

/** A busy machine takes seconds to start Deno. */
const START_TIMEOUT_S = 60;

export const sqlite = toStoreSystem({
  name: "sqlite",
  title: "SQLite, embedded",
  mode: "embedded",
  programs: [],
  address: noAddress,
}, startControlPlane);

async function startControlPlane(
  ...[{ layout, processes, signal, ...options }, { fsync }]: Parameters<
    StartStore
  >
): Promise<ControlPlane> {
  const folder = `${options.folder}/store`;
  await Deno.mkdir(folder);
  const port = processes.freePort();
  const url = `http://127.0.0.1:${port}`;
  const process = processes.spawn("store", [
    ...packageFreeProgram(),
    ...["--allow-net=127.0.0.1", `--allow-read=${folder}`],
    ...[`--allow-write=${folder}`, decodeURIComponent(MAIN.pathname)],
    ...["--port", String(port), "--file", `${folder}/store.db`],
    ...(layout === "plain" ? ["--plain"] : []),
    ...(fsync === "off" ? ["--unsynced"] : []),
  ]);
  const ready = () =>
    waitUntil(async (signal) => {
      const reply = await fetchText(`${url}/counts`, { body: "{}", signal });
      return reply?.status === 200;
    }, {
      timeout: START_TIMEOUT_S,
      signal,
      what: "the embedded store to answer",
      processes: [process],
    });
  await ready();
  return {
    version: await readVersion(url),
    client: { kind: "sqlite", url },
    components: [{ name: "store", process, metrics: "" }],
    remarks: [
      "the store is SQLite in a process of ours, which does one request after the other",
    ],
    async size() {
      const counts = await readCounts(url);
      return counts && { ...counts, bytes: await allocatedSize(folder) };
    },
    store: toStoreControl({
      ...{ process, ready, dependants: [] },
      async wipe() {
        await Deno.remove(folder, { recursive: true });
        await Deno.mkdir(folder);
      },
    }),
    ...{ secrets: [], api: null, cells: null },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
