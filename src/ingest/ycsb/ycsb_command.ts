/** Parses the command line of a YCSB client. */

export interface YcsbCommand {
  readonly threads: number | null;
  /** Requested operations a second. */
  readonly target: number | null;
  /** Class of the database without its package. */
  readonly database: string;
  /** File of the workload, without its folder. */
  readonly workload: string;
  /** Values of `-p`. */
  readonly properties: Readonly<Record<string, string>>;
}

/** Parses a command line; threads and target are options or properties, and the option wins, as in the client. */
export function toCommand(line: string): YcsbCommand {
  const words = line.split(/\s+/);
  const after = (option: string) => {
    const at = words.indexOf(option);
    return at < 0 ? "" : words[at + 1] ?? "";
  };
  const properties = Object.fromEntries(words.flatMap((word, i) => {
    const [key, ...value] = word.split("=");
    return words[i - 1] === "-p" && key !== undefined && key !== "__proto__"
      ? [[key, value.join("=")]]
      : [];
  }));
  const count = (option: string, property: string) => {
    const text = after(option) || (properties[property] ?? "");
    return /^\d{1,15}$/.test(text) && Number(text) > 0 ? Number(text) : null;
  };
  return {
    threads: count("-threads", "threadcount"),
    target: count("-target", "target"),
    database: after("-db").split(".").at(-1) ?? "",
    workload: after("-P").split("/").at(-1) ?? "",
    properties,
  };
}

/** Default of a log without a command line. */
export const NO_COMMAND: YcsbCommand = toCommand("");
