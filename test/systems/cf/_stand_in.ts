/** The stand-in for `cf`, with what goes wrong in a test. */
import { test } from "vitest";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { cf } from "../../../src/systems/cf/cf.ts";
import { findProgram } from "../../testing/programs.ts";
import type {
  AppSpec,
  Platform,
} from "../../../src/systems/platform/platform.ts";

export const standIn = new URL("./_cf.sh", import.meta.url).pathname;

/** A test that runs the stand-in, which is a script of the shell, sed and awk. */
export const testStandIn = test.skipIf(
  findProgram("sed") === null || findProgram("awk") === null,
);

/** A folder that the stand-in keeps its platform in, and a home whose configuration names it. */
export interface StandIn extends AsyncDisposable {
  readonly home: string;
  /** Says what goes wrong from now on: `start 2 hang`, a line each. */
  behave(...lines: string[]): Promise<void>;
  /** Returns the calls so far, their words joined by spaces. */
  calls(): Promise<string[]>;
  /** Names of the applications that are there. */
  apps(): Promise<string[]>;
  /** Whether a call hangs by now, deaf to SIGTERM, or has left a child behind. */
  hasChildren(): Promise<boolean>;
  /** Ids of the processes that the stand-in left behind and that are still there. */
  children(): Promise<number[]>;
}

export async function toStandIn(): Promise<StandIn> {
  const state = await Deno.makeTempDir();
  for (const folder of ["calls", "apps", "home/.cf"]) {
    await Deno.mkdir(`${state}/${folder}`, { recursive: true });
  }
  await Deno.writeTextFile(`${state}/tasks`, "");
  await Deno.writeTextFile(
    `${state}/home/.cf/config.json`,
    JSON.stringify({ StandIn: state }),
  );
  const read = (name: string) =>
    Deno.readTextFile(`${state}/${name}`).catch(() => "");
  return {
    home: `${state}/home`,
    behave: (...lines) =>
      Deno.writeTextFile(`${state}/behaviour`, lines.join("\n") + "\n"),
    calls: async () =>
      (await read("log")).split("\n").filter((line) => line !== ""),
    apps: async () =>
      (await Array.fromAsync(Deno.readDir(`${state}/apps`)))
        .map(({ name }) => name).sort(),
    hasChildren: async () => await read("children") !== "",
    children: async () =>
      (await read("children")).split("\n").filter((line) => line !== "")
        .map(Number).filter(isAlive),
    [Symbol.asyncDispose]: () => Deno.remove(state, { recursive: true }),
  };
}

/** Whether a process is there and no zombie. */
function isAlive(pid: number): boolean {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    return !/\) Z/.test(stat);
  } catch {
    return false;
  }
}

/** Starts the system on the stand-in, and passes it on. */
export async function withCf(
  settings: Readonly<Record<string, string>>,
  act: (platform: Platform, standIn: StandIn) => Promise<void>,
): Promise<void> {
  await using state = await toStandIn();
  await using processes = await ProcessGroup.create();
  await using platform = await cf.start({
    ...{ cells: 1, cellMemory: 2 ** 35, cellDisk: 2 ** 37, seed: 1 },
    ...{ startedAt: Date.now(), logs: false },
    settings: { cf: standIn, home: state.home, ...settings },
    ...{ processes, signal: new AbortController().signal },
  });
  await act(platform, state);
}

export const hello: AppSpec = {
  kind: "hello",
  ...{ name: "hello-0", instances: 2 },
  ...{ memory: 128 * 2 ** 20, disk: 2 ** 30, logRate: 1, crashAfter: null },
};

/** Limits of a push. */
export function within(
  timeout: number,
  signal = new AbortController().signal,
): { readonly timeout: number; readonly signal: AbortSignal } {
  return { timeout, signal };
}
