/** Parses machine names such as `ssd-4cpu-8gb`. */

/** Returns the properties in a machine name; only `machine` itself for a name of another form. */
export function toMachine(name: string): Record<string, string | number> {
  const [, disk, cpus, memory] =
    /([a-z]+)-(\d+)cpu-(\d+)gb/i.exec(name)?.map(String) ?? [];
  if (disk === undefined) return { machine: name };
  return {
    disk_type: disk,
    cpus: Number(cpus),
    memory_gb: Number(memory),
    machine: `${disk}-${cpus}cpu-${memory}gb`,
  };
}

/** Returns the properties of the machine in a file's name; empty if it has none. */
export function machineOf(path: string): Record<string, string | number> {
  const machine = toMachine(baseName(path));
  return "cpus" in machine ? machine : {};
}

/** Returns the last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
