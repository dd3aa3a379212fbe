/** Opens the store in a notebook of a report: queries go to the process that makes the report. */
import { countEarlierNotebooks } from "../jupyter/sandbox/parent_service.ts";
import type { Columns, QueryParams, RowSource } from "../store/rows.ts";
import { readFrame, writeFrame } from "./frames.ts";
import {
  decodeResponse,
  encodeParams,
  type StoreRequest,
  type StoreResponse,
} from "./store_messages.ts";

/** Size from which structured clones exceed the memory of a kernel. */
const MAX_RESPONSE_BYTES = 2 ** 31;

/** End of the last exchange: requests on the connection are serialised. */
let lastExchange: Promise<unknown> = Promise.resolve();

/** Notebook that asks, by the number of those before it on its kernel. */
interface Asker {
  readonly connection: Deno.TcpConn;
  readonly notebook: number;
}

/**
 * Opens the store on the service at the other end of the connection. Throws the service's error. Of what is asked of it
 * once the kernel executes another notebook, nothing is answered.
 */
export async function openRemote(
  connection: Deno.TcpConn,
  experiments: readonly string[],
): Promise<RowSource> {
  // As the service does: else each message waits for the answer to a part of it, 40 ms.
  connection.setNoDelay(true);
  const asker = { connection, notebook: countEarlierNotebooks() };
  const opened = await sendRequest(asker, {
    kind: "open",
    notebook: asker.notebook,
    experiments: [...experiments],
  });
  const store = opened.kind === "opened" ? opened.store : -1;
  return {
    read: async (sql: string, params: QueryParams): Promise<Columns> => {
      const response = await sendRequest(asker, {
        kind: "read",
        store,
        sql,
        params: encodeParams(params),
      });
      return response.kind === "columns"
        ? response.columns
        : { names: [], values: [] };
    },
    close: () => {
      // A broken connection has already closed the store.
      void sendRequest(asker, { kind: "close", store }).catch(() => {});
    },
  };
}

async function sendRequest(
  { connection, notebook }: Asker,
  request: StoreRequest,
): Promise<StoreResponse> {
  const exchange = lastExchange.then(async () => {
    const bytes = new TextEncoder().encode(JSON.stringify(request));
    await writeFrame(connection, bytes);
    return await readFrame(connection, MAX_RESPONSE_BYTES);
  });
  // The next exchange waits for this one, also if it fails; it does not keep the answer, which may be large.
  lastExchange = exchange.then(() => {}, () => {});
  const frame = await exchange;
  // What a notebook left running ends with it, as it does where its kernel ends.
  if (countEarlierNotebooks() !== notebook) {
    return await new Promise<never>(() => {});
  }
  if (frame === null) {
    throw new Error("Cannot query the store as the report is being cancelled");
  }
  const response = decodeResponse(frame);
  if (response.kind !== "error") return response;
  const { name, message } = response;
  const Type = { RangeError, TypeError }[name] ?? Error;
  throw new Type(message);
}
