/** Commands of the npm package: tasks that make sense outside of this checkout. */
export const packageCommands = [
  ...["init", "run", "report", "check", "test", "compare", "ingest"],
  ...["monitor", "query", "store", "keep", "merge", "kernel", "fix"],
] as const;
