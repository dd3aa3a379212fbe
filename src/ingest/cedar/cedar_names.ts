/** Names of cedar's applications: `<prefix>-<batch>-<kind>-<number>`, such as `cedarapp-0-light-group-5`. */
import { UsageError } from "../../record/mod.ts";

/** Parts of a name; empty where it has another form, and the kind is then the name. */
export interface AppName {
  readonly prefix: string;
  readonly batch: string;
  readonly kind: string;
}

const NAME = /^(.+?)-(\d+)-(.+)-\d+(?:#\d+)?$/;

/** Returns the parts of a name. */
export function toAppName(name: string): AppName {
  const [, prefix = "", batch = "", kind = name] = NAME.exec(name) ?? [];
  return { prefix, batch, kind };
}

/** Returns names that differ from each other: one that is there already gets a number behind it, `name#2`. */
export function ownNames(names: readonly string[]): string[] {
  const all = new Set(names);
  const used = new Map<string, number>();
  return names.map((name) => {
    const last = used.get(name);
    let n = (last ?? 0) + 1;
    while (last !== undefined && all.has(`${name}#${n}`)) n++;
    used.set(name, n);
    return last === undefined ? name : `${name}#${n}`;
  });
}

/** Applications of each kind in a batch. */
export type AppMix = ReadonlyMap<string, number>;

/** The mix of cedar's `config.json`. */
const DEFAULT_MIX: AppMix = new Map([
  ["light", 9],
  ["light-group", 1],
  ["medium", 6],
  ["medium-group", 1],
  ["heavy", 1],
  ["crashing", 2],
]);
/** Most applications that are named: far above any run of cedar. */
const MAX_APPS = 1_000_000;

/** Returns the setting `mix`, `light=9,heavy=1`; cedar's own if it is not given. Throws `UsageError` for other text. */
export function mixSetting(
  { mix }: Readonly<Record<string, string>>,
): AppMix {
  if (mix === undefined) return DEFAULT_MIX;
  const parts = mix.split(",").map((part) =>
    /^\s*([^=\s]+)=(\d{1,6})\s*$/.exec(part)
  );
  if (parts.some((part) => part === null)) {
    throw new UsageError(
      `Cannot set 'mix' as it must be like light=9,heavy=1: current value is '${mix}'`,
    );
  }
  return new Map(
    parts.map((part) => [part?.[1] ?? "", Number(part?.[2])] as const),
  );
}

/** Returns the names that a run of this many batches has, and the file lacks; none if the batches are unknown. */
export function absentApps(
  names: readonly string[],
  { batches, mix }: { readonly batches: number | null; readonly mix: AppMix },
): string[] {
  if (batches === null) return [];
  const expected = batches * [...mix.values()].reduce((sum, n) => sum + n, 0);
  if (!Number.isInteger(batches) || expected > MAX_APPS) {
    throw new UsageError(
      `Cannot set 'batches' as it must be a whole number of at most ${MAX_APPS} applications: current value is '${batches}'`,
    );
  }
  const present = new Set(names);
  const prefix =
    names.map((name) => toAppName(name).prefix).find((part) => part !== "") ??
      "cedarapp";
  const absent: string[] = [];
  for (let batch = 0; batch < batches; batch++) {
    for (const [kind, count] of mix) {
      for (let number = 0; number < count; number++) {
        const name = `${prefix}-${batch}-${kind}-${number}`;
        if (!present.has(name)) absent.push(name);
      }
    }
  }
  return absent;
}
