/** Machines by their names: `ssd-4cpu-8gb`. */

/** The machine that a name spells; a name of another form is kept as it is. */
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

/** The machine that a file's name spells, or nothing. */
export function machineOf(path: string): Record<string, string | number> {
  const machine = toMachine(baseName(path));
  return "cpus" in machine ? machine : {};
}

/** Last part of a path. */
export function baseName(path: string): string {
  return path.split("/").at(-1) ?? path;
}
