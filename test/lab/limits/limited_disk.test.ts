import { expect, test } from "vitest";
import { mountLimitedDisk } from "../../../src/lab/limits/limited_disk.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { canMount, DISK_NEEDS } from "../../testing/disks.ts";

const MIB = 2 ** 20;

test.skipIf(!await canMount())(
  `a limited disk can be filled and freed, and is gone with its run ${DISK_NEEDS}`,
  async () => {
    let folder = "";
    {
      await using processes = await ProcessGroup.create();
      const disk = await mountLimitedDisk(processes, 4 * MIB);
      folder = disk.folder;
      const write = (name: string, mebibytes: number) =>
        Deno.writeFile(`${folder}/${name}`, new Uint8Array(mebibytes * MIB));
      await write("first", 1);
      await disk.fill();
      await expect(write("second", 1)).rejects.toThrow("No space left");
      // What is there can still be read.
      expect((await Deno.readFile(`${folder}/first`)).length).toBe(MIB);
      await disk.free();
      await write("third", 2);
      await expect(write("fourth", 4)).rejects.toThrow("No space left");
      expect(await Deno.readTextFile("/proc/mounts")).toContain(folder);
    }
    expect(await Deno.readTextFile("/proc/mounts")).not.toContain(folder);
    await expect(Deno.stat(folder)).rejects.toThrow(Deno.errors.NotFound);
  },
);
