/** Collects warnings about the lines of a log. */
import type { Warning } from "../../record/mod.ts";
import { toWarning } from "../source/importer.ts";
import type { LogLine } from "./lager_join.ts";

/** Collector of the warnings about a log. */
export type WarningCollector = ReturnType<typeof warningCollector>;

/** Collects warnings, one for each message, with the place of the first. */
export function warningCollector(run_id: string) {
  const known = new Map<
    string,
    { -readonly [K in keyof Warning]: Warning[K] }
  >();
  const counted: { code: string; message: string; n: number }[] = [];
  const collect = (
    code: string,
    message: string,
    { log, line }: LogLine,
    n = 1,
  ) => {
    const before = known.get(message);
    if (before !== undefined) {
      before.n += n;
      return;
    }
    const folder = log.folder === "" ? "" : `${log.folder}/`;
    const place = `${folder}${log.name}:${line}`;
    known.set(message, {
      ...toWarning({ run_id, code, message, place }),
      n,
    });
  };
  return Object.assign(collect, {
    /** Adds a warning about the whole log, unless its number is 0. */
    count(code: string, message: string, n: number) {
      if (n > 0) counted.push({ code, message, n });
    },
    all: (place: string): Warning[] => [
      ...known.values(),
      ...counted.map(({ n, ...warning }) => ({
        ...toWarning({ run_id, place, ...warning }),
        n,
      })),
    ],
  });
}
