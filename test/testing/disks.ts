/** Whether this machine lets a test mount a disk. */
import { mountLimitedDisk } from "../../src/lab/limits/limited_disk.ts";
import { ProcessGroup } from "../../src/lab/processes/process_group.ts";
import { UnavailableError } from "../../src/lab/processes/unavailable.ts";

/** Stands in the name of a test that needs it. */
export const DISK_NEEDS = "(needs the right to mount)";

/** Mounts one, and takes it away again. */
export async function canMount(): Promise<boolean> {
  await using processes = await ProcessGroup.create();
  try {
    await mountLimitedDisk(processes, 2 ** 20);
    return true;
  } catch (error) {
    if (error instanceof UnavailableError) return false;
    throw error;
  }
}
