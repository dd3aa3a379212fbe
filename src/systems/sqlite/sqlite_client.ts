/** Client of the embedded store (`process/main.ts`), over HTTP. */
import { z } from "zod";
import { answered, answerWithin, refused } from "../control_plane/answers.ts";
import type { ClientLimits, SqliteSpec } from "../control_plane/client_spec.ts";
import type {
  Answer,
  CellClient,
  ControlPlaneClient,
  Subscriber,
} from "../control_plane/control_plane.ts";
import { readLines } from "../control_plane/json_lines.ts";
import { PAGE_SIZE, readPages } from "../control_plane/pages.ts";

const Reply = z.object({
  code: z.enum(["", "conflict", "missing"]),
  value: z.unknown(),
});

const Actual = z.object({
  guid: z.string(),
  index: z.number(),
  state: z.enum(["unclaimed", "claimed", "running", "crashed"]),
  cell: z.string(),
  since: z.number(),
  crashes: z.number(),
});
const Actuals = z.array(Actual);
const Desired = z.array(
  z.object({ guid: z.string(), instances: z.number(), modified: z.number() }),
);
const Routes = z.array(
  z.object({ guid: z.string(), instances: z.number(), routes: z.string() }),
);
const Converged = z.object({ lost: Actuals, waiting: Actuals });
const Change = z.object({
  kind: z.enum(["desired", "removed", "claimed", "running", "crashed"]),
  guid: z.string(),
  index: z.number(),
});

/** What `post()` returns: the value, and the bytes of the answer. */
interface Posted {
  readonly code: z.infer<typeof Reply>["code"];
  readonly value: unknown;
  readonly bytes: number;
}

/** Returns a client; connections are made when they are needed. */
export function connectSqlite(
  { url }: SqliteSpec,
  { timeout, bulkTimeout }: ClientLimits,
): ControlPlaneClient {
  async function post(
    call: string,
    args: unknown,
    signal: AbortSignal,
  ): Promise<Posted> {
    const response = await fetch(`${url}/${call}`, {
      method: "POST",
      body: JSON.stringify(args),
      signal,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return { ...Reply.parse(JSON.parse(text)), bytes: text.length };
  }

  const ask = <T>(
    call: string,
    args: unknown,
    schema: z.ZodType<T>,
    seconds = timeout,
  ): Promise<Answer<T>> =>
    answerWithin(seconds, async (signal) => {
      const { code, value, bytes } = await post(call, args, signal);
      return code === ""
        ? answered(schema.parse(value), bytes)
        : refused(code, `${call} was refused`);
    });
  const tell = (call: string, args: unknown) => ask(call, args, z.null());

  /** Reads all pages of a list, and returns their bytes. */
  async function readAll<T>(
    call: string,
    { schema, toKey, signal, take }: {
      readonly schema: z.ZodType<T[]>;
      readonly toKey: (after: T | null) => object;
      readonly signal: AbortSignal;
      readonly take: (record: T) => void;
    },
  ): Promise<number> {
    let bytes = 0;
    await readPages<T>(async (after) => {
      const args = { ...toKey(after), limit: PAGE_SIZE };
      const page = await post(call, args, signal);
      bytes += page.bytes;
      return schema.parse(page.value);
    }, take);
    return bytes;
  }

  const cell: CellClient = {
    present: (cell, ttl) => tell("present", { cell, ttl }),
    fetch: (cell) => ask("cell", { cell }, Actuals),
    claim: (key, cell, from) => tell("claim", { ...key, cell, from }),
    start: (key, cell) => tell("start", { ...key, cell }),
    crash: (key, cell) => tell("crash", { ...key, cell }),
    fail: (key, cell, reason) => tell("fail", { ...key, cell, reason }),
  };

  return {
    desire: (lrp) => tell("desire", lrp),
    remove: (guid) => tell("remove", { guid }),
    seed: (batch) => ask("seed", { batch }, z.null(), bulkTimeout),
    fetchRoutes: () =>
      answerWithin(bulkTimeout, async (signal) => {
        let [desired, actual] = [0, 0];
        const ofRoutes = await readAll("routePage", {
          schema: Routes,
          toKey: (after) => ({ guid: after?.guid ?? "" }),
          signal,
          take: () => desired++,
        });
        const ofActuals = await readAll("actualPage", {
          schema: Actuals,
          toKey: (after) => ({
            guid: after?.guid ?? "",
            index: after?.index ?? -1,
          }),
          signal,
          take: () => actual++,
        });
        return answered({ desired, actual }, ofRoutes + ofActuals);
      }),
    fetchDesired: () =>
      answerWithin(bulkTimeout, async (signal) => {
        const guids: string[] = [];
        const bytes = await readAll("desiredPage", {
          schema: Desired,
          toKey: (after) => ({ guid: after?.guid ?? "" }),
          signal,
          take: ({ guid }) => guids.push(guid),
        });
        return answered({ desired: guids.length, actual: 0, guids }, bytes);
      }),
    fetchCells: () => ask("cells", {}, z.array(z.string())),
    fetchRunning: null,
    converge: () => ask("converge", {}, Converged, bulkTimeout),
    cell,
    watch: (subscriber) => watch(url, subscriber),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Subscribes; resolves once the store has answered, so that every later change is told. */
async function watch(
  url: string,
  { onEvent, onLost }: Subscriber,
): Promise<AsyncDisposable> {
  const response = await fetch(`${url}/changes`);
  if (!response.body) throw new Error("Cannot subscribe as there is no answer");
  let isDisposed = false;
  const end = (reason: string) => {
    if (!isDisposed) onLost(reason);
  };
  const { ended, cancel } = readLines(response.body, (line) => {
    if (line !== "") onEvent(Change.parse(JSON.parse(line)));
  });
  const reading = ended.then(
    () => end("the store ended the subscription"),
    (error: Error) => end(error.message),
  );
  return {
    async [Symbol.asyncDispose]() {
      isDisposed = true;
      await cancel();
      await reading;
    },
  };
}
