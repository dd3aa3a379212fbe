import { expect, test } from "vitest";
import { readKills, setMemory } from "../../../src/lab/limits/cgroup_memory.ts";

/** Creates a folder with the files of a cgroup and their initial text. */
async function makeFolder(
  files: Readonly<Record<string, string>>,
): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir({ prefix: "loadline-test-" });
  for (const [file, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${path}/${file}`, text);
  }
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

async function readAll(path: string): Promise<Record<string, string>> {
  const names = (await Array.fromAsync(Deno.readDir(path)))
    .map(({ name }) => name).sort();
  const texts = names.map(async (name) =>
    [name, await Deno.readTextFile(`${path}/${name}`)] as const
  );
  return Object.fromEntries(await Promise.all(texts));
}

test("setMemory() limits memory and swap in a group of version 2, and removes both limits", async () => {
  await using folder = await makeFolder({
    "memory.max": "max",
    "memory.swap.max": "max",
  });
  const group = { path: folder.path, version: 2 } as const;
  await setMemory(group, 120_000_000);
  expect(await readAll(folder.path)).toEqual({
    "memory.max": "120000000",
    "memory.swap.max": "0",
  });
  await setMemory(group, null);
  expect(await readAll(folder.path)).toEqual({
    "memory.max": "max",
    "memory.swap.max": "max",
  });
});

test("setMemory() limits memory and swap together in a group of version 1, and removes both limits", async () => {
  await using folder = await makeFolder({
    "memory.limit_in_bytes": "9223372036854771712",
    "memory.memsw.limit_in_bytes": "9223372036854771712",
  });
  const group = { path: folder.path, version: 1 } as const;
  await setMemory(group, 120_000_000);
  expect(await readAll(folder.path)).toEqual({
    "memory.limit_in_bytes": "120000000",
    "memory.memsw.limit_in_bytes": "120000000",
  });
  await setMemory(group, null);
  expect(await readAll(folder.path)).toEqual({
    "memory.limit_in_bytes": "-1",
    "memory.memsw.limit_in_bytes": "-1",
  });
});

test("setMemory() creates no file where swap is not accounted for, and throws where memory is not", async () => {
  await using folder = await makeFolder({ "memory.max": "max" });
  await setMemory({ path: folder.path, version: 2 }, 1000);
  expect(await readAll(folder.path)).toEqual({ "memory.max": "1000" });
  await expect(setMemory({ path: folder.path, version: 1 }, 1000))
    .rejects.toThrow(Deno.errors.NotFound);
});

test("readKills() counts OOM kills, in both versions, and throws if the kernel does not count them", async () => {
  await using folder = await makeFolder({
    "memory.events":
      "low 0\nhigh 0\nmax 31\noom 4\noom_kill 3\noom_group_kill 1\n",
    "memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n",
  });
  const { path } = folder;
  expect(readKills({ path, version: 2 })).toBe(3);
  expect(readKills({ path, version: 1 })).toBe(2);
  await Deno.writeTextFile(
    `${path}/memory.oom_control`,
    "oom_kill_disable 0\nunder_oom 0\n",
  );
  expect(() => readKills({ path, version: 1 })).toThrow(
    "Cannot count kills for memory as the kernel does not report them",
  );
});
