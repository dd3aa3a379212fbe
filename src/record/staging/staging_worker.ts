/** Stages rows of one table, in a thread of its own: what `staging_thread.ts` sends is carried out in order. */
import { type DuckDBWriter, openWriter } from "./duckdb_writer.ts";
import { type ChunkAppender, createAppender } from "./staged_chunk.ts";
import type { FoundNumbers } from "./staged_sql.ts";
import type {
  StagedField,
  StagingCommand,
  StagingReply,
  StagingResults,
} from "./staging_messages.ts";

type Result = StagingResults[StagingCommand["type"]];

let writer: DuckDBWriter | null = null;
let appender: ChunkAppender | null = null;
let numbers: readonly FoundNumbers[] = [];
/** Result of the last command; after a failure the next ones fail with it. */
let last: Promise<Result> = Promise.resolve(null);

self.onmessage = ({ data: command }: MessageEvent<StagingCommand>) => {
  last = command.type === "close"
    ? last.catch(() => null).then(close)
    : last.then(() => carryOut(command));
  last.then(
    (result) => reply({ type: "done", result }),
    (error) => reply({ type: "failed", message: (error as Error).message }),
  );
};

function reply(message: StagingReply): void {
  self.postMessage(message);
}

async function carryOut(
  command: Exclude<StagingCommand, { readonly type: "close" }>,
): Promise<Result> {
  switch (command.type) {
    case "open":
      writer = await openWriter(command.path);
      numbers = Array.from(
        { length: command.numbers },
        () => ({ hasNull: false, hasFraction: false }),
      );
      return null;
    case "begin":
      await begin(command);
      return null;
    case "append":
      appender!.append(command.rows);
      return null;
    case "finish":
      appender?.flush();
      return numbers;
    case "copy": {
      const copied = await writer!.connection.runAndReadAll(command.sql);
      return Number(copied.getRows()[0]?.[0]);
    }
  }
}

async function begin(
  { table, fields }: {
    readonly table: string;
    readonly fields: readonly StagedField[];
  },
): Promise<void> {
  const duckdb = await import("@duckdb/node-api");
  appender?.flush();
  appender?.close();
  appender = await createAppender(writer!.connection, {
    ...{ table, numbers },
    fields: fields.map(({ name, type }) => ({ name, type: duckdb[type] })),
  });
}

function close(): null {
  try {
    appender?.close();
  } finally {
    writer?.connection.closeSync();
    writer?.instance.closeSync();
  }
  return null;
}
