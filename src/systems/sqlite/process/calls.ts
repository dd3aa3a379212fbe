/** What the embedded store can be asked: each call is one transaction. */
import type { DatabaseSync, SQLInputValue } from "node:sqlite";

/** A change, as subscribers are told. */
export interface Change {
  readonly kind: "desired" | "removed" | "claimed" | "running" | "crashed";
  readonly guid: string;
  readonly index: number;
}

/** Result of a call: a value, or why it was refused. `changes` are told to subscribers. */
export interface CallResult {
  /** Empty if it was done. */
  readonly code: "" | "conflict" | "missing";
  readonly value: unknown;
  readonly changes: readonly Change[];
}

/** Arguments of a call, as parsed from JSON; checked by the type of the column that they go to. */
export type Arguments = Readonly<Record<string, unknown>>;

type Call = (args: Arguments) => CallResult;

/** Returns the calls on a database by name. Times are milliseconds since 1970, by the clock of this machine. */
export function toCalls(
  database: DatabaseSync,
): Readonly<Record<string, Call>> {
  const run = (sql: string) => {
    const statement = database.prepare(sql);
    return (...values: SQLInputValue[]) =>
      Number(statement.run(...values).changes);
  };
  const list = (sql: string) => {
    const statement = database.prepare(sql);
    return (...values: SQLInputValue[]) => statement.all(...values);
  };
  const insertDesired = run(
    "INSERT INTO desired_lrps VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
  );
  const insertActual = run(
    "INSERT INTO actual_lrps VALUES (?, ?, ?, ?, ?, 0, '') ON CONFLICT DO NOTHING",
  );
  const deleteDesired = run("DELETE FROM desired_lrps WHERE guid = ?");
  const deleteActual = run("DELETE FROM actual_lrps WHERE guid = ?");
  const renew = run(
    "INSERT INTO cells VALUES (?, ?) ON CONFLICT (cell) DO UPDATE SET expires = excluded.expires",
  );
  const claim = run(
    "UPDATE actual_lrps SET state = 'claimed', cell = ?, since = ? WHERE guid = ? AND idx = ? AND cell = ?",
  );
  const start = run(`
    INSERT INTO actual_lrps VALUES (?, ?, 'running', ?, ?, 0, '') ON CONFLICT (guid, idx) DO UPDATE
      SET state = 'running', cell = excluded.cell, since = excluded.since
      WHERE actual_lrps.cell IN ('', excluded.cell)`);
  const crash = run(
    "UPDATE actual_lrps SET state = 'crashed', cell = '', since = ?, crashes = crashes + 1 WHERE guid = ? AND idx = ? AND cell = ?",
  );
  const fail = run(
    "UPDATE actual_lrps SET state = 'unclaimed', cell = '', since = ?, reason = ? WHERE guid = ? AND idx = ? AND cell = ?",
  );
  const actualColumns = 'guid, idx AS "index", state, cell, since, crashes';
  const ofCell = list(
    `SELECT ${actualColumns} FROM actual_lrps WHERE cell = ?`,
  );
  const actualPage = list(
    `SELECT ${actualColumns} FROM actual_lrps WHERE (guid, idx) > (?, ?) ORDER BY guid, idx LIMIT ?`,
  );
  const desiredPage = list(
    "SELECT guid, instances, modified FROM desired_lrps WHERE guid > ? ORDER BY guid LIMIT ?",
  );
  const routePage = list(
    "SELECT guid, instances, routes FROM desired_lrps WHERE guid > ? ORDER BY guid LIMIT ?",
  );
  const present = list("SELECT cell FROM cells WHERE expires > ?");
  const lost = list(`
    SELECT ${actualColumns} FROM actual_lrps
    WHERE cell <> '' AND cell NOT IN (SELECT cell FROM cells WHERE expires > ?)`);
  const waiting = list(
    `SELECT ${actualColumns} FROM actual_lrps WHERE cell = ''`,
  );
  const counts = list(
    "SELECT (SELECT count(*) FROM desired_lrps) AS desired, (SELECT count(*) FROM actual_lrps) AS actual",
  );

  const version = list("SELECT sqlite_version() AS version");

  const done = (value: unknown = null, changes: readonly Change[] = []) =>
    ({ code: "", value, changes }) as const;
  const refuse = (code: "conflict" | "missing") =>
    ({ code, value: null, changes: [] }) as const;
  const ofInstance = (
    kind: Change["kind"],
    rows: number,
    { guid, index }: Arguments,
  ) =>
    rows === 0
      ? refuse("conflict")
      : done(null, [{ kind, guid: String(guid), index: Number(index) }]);
  const key = ({ guid, index }: Arguments) =>
    [String(guid), Number(index)] as const;

  function desireOne(args: Arguments, state: string, cell: string): boolean {
    const guid = String(args["guid"]);
    const instances = Number(args["instances"]);
    const made = insertDesired(
      ...[guid, instances, Number(args["memory"]), Number(args["disk"])],
      ...[JSON.stringify(args["routes"]), String(args["runInfo"]), Date.now()],
    );
    if (made === 0) return false;
    for (let index = 0; index < instances; index++) {
      insertActual(guid, index, state, cell, Date.now());
    }
    return true;
  }

  return {
    desire(args) {
      if (!desireOne(args, "unclaimed", "")) return refuse("conflict");
      const { guid, instances } = args;
      const changes = Array.from(
        { length: Number(instances) },
        (_, index) => ({ kind: "desired", guid: String(guid), index }) as const,
      );
      return done(null, changes);
    },
    seed({ batch }) {
      for (const { lrp, cell } of batch as { lrp: Arguments; cell: string }[]) {
        if (!desireOne(lrp, "running", cell)) return refuse("conflict");
      }
      return done();
    },
    remove({ guid }) {
      const removed = deleteDesired(String(guid));
      const instances = deleteActual(String(guid));
      if (removed === 0) return refuse("missing");
      return done(
        null,
        Array.from(
          { length: instances },
          (_, index) =>
            ({ kind: "removed", guid: String(guid), index }) as const,
        ),
      );
    },
    present({ cell, ttl }) {
      renew(String(cell), Date.now() + Number(ttl) * 1000);
      return done();
    },
    claim(args) {
      const rows = claim(
        ...[String(args["cell"]), Date.now(), ...key(args)],
        String(args["from"]),
      );
      return ofInstance("claimed", rows, args);
    },
    start(args) {
      const rows = start(...key(args), String(args["cell"]), Date.now());
      return ofInstance("running", rows, args);
    },
    crash(args) {
      const rows = crash(Date.now(), ...key(args), String(args["cell"]));
      return ofInstance("crashed", rows, args);
    },
    fail(args) {
      const { reason, cell } = args;
      const rows = fail(
        ...[Date.now(), String(reason), ...key(args), String(cell)],
      );
      return rows === 0 ? refuse("conflict") : done();
    },
    cell: ({ cell }) => done(ofCell(String(cell))),
    actualPage: ({ guid, index, limit }) =>
      done(actualPage(String(guid), Number(index), Number(limit))),
    desiredPage: ({ guid, limit }) =>
      done(desiredPage(String(guid), Number(limit))),
    routePage: ({ guid, limit }) =>
      done(routePage(String(guid), Number(limit))),
    cells: () => done(present(Date.now()).map(({ cell }) => cell)),
    converge: () => done({ lost: lost(Date.now()), waiting: waiting() }),
    counts: () => done(counts()[0]),
    version: () => done(version()[0]?.["version"]),
  };
}

/** The calls that change nothing, which need no transaction. */
export const reads: ReadonlySet<string> = new Set([
  ...["cell", "actualPage", "desiredPage", "routePage"],
  ...["cells", "converge", "counts", "version"],
]);
