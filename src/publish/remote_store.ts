/** The store as a notebook in a report has it: queries go to the process that makes the report. */
import type { Columns, QueryParams, RowSource } from "../store/rows.ts";
import { readFrame, writeFrame } from "./frames.ts";
import {
  decodeAnswer,
  encodeParams,
  type StoreAnswer,
  type StoreRequest,
} from "./store_messages.ts";

/** Structured clones of more than this do not fit the memory of a kernel anyway. */
const MAX_ANSWER_BYTES = 2 ** 31;

/** One request at a time on the connection, whoever waits for it. */
let turn: Promise<unknown> = Promise.resolve();

/** Opens the store on the service at the other end. Throws the service's error. */
export async function openRemote(
  connection: Deno.Conn,
  experiments: readonly string[],
): Promise<RowSource> {
  const opened = await ask(connection, {
    kind: "open",
    experiments: [...experiments],
  });
  const store = opened.kind === "opened" ? opened.store : -1;
  return {
    read: async (sql: string, params: QueryParams): Promise<Columns> => {
      const answer = await ask(connection, {
        kind: "read",
        store,
        sql,
        params: encodeParams(params),
      });
      return answer.kind === "columns"
        ? answer.columns
        : { names: [], values: [] };
    },
    close: () => {
      // A connection that is gone has closed it.
      void ask(connection, { kind: "close", store }).catch(() => {});
    },
  };
}

async function ask(
  connection: Deno.Conn,
  request: StoreRequest,
): Promise<StoreAnswer> {
  const exchange = turn.then(async () => {
    const bytes = new TextEncoder().encode(JSON.stringify(request));
    await writeFrame(connection, bytes);
    return await readFrame(connection, MAX_ANSWER_BYTES);
  });
  // The next waits for this one, however it ends.
  turn = exchange.catch(() => {});
  const frame = await exchange;
  if (frame === null) {
    throw new Error("Cannot query the store as the report is being given up");
  }
  const answer = decodeAnswer(frame);
  if (answer.kind !== "error") return answer;
  const { name, message } = answer;
  const Type = { RangeError, TypeError }[name] ?? Error;
  throw new Type(message);
}
