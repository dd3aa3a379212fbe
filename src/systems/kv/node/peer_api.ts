/** What nodes ask of each other: everything below `/peer/`. */
import { formatMeta, isKey, LARGEST_VALUE, parseItem } from "./item.ts";
import { answerPage, LARGEST_QUESTION } from "./data_page.ts";
import { META } from "./peer.ts";
import { readBody } from "./read_body.ts";
import type { Store } from "./store.ts";
import { text } from "./text_response.ts";
import { compareVersions, formatVersion, parseVersion } from "./version.ts";

export interface PeerApiOptions {
  /** Name with the moment of start: another one after each restart. */
  readonly life: string;
  readonly store: Store;
  readonly hasRoom: (bytes: number) => boolean;
  /** Whether the store knows all that was acknowledged before the start. */
  readonly isReady: () => boolean;
  /** Whether the peer of that name gets our writes. */
  readonly reaches: (name: string) => boolean;
}

/** Answers a peer; `path` is what follows `/peer/`. Throws SyntaxError for what no peer would send. */
export async function answerPeer(
  request: Request,
  path: string,
  options: PeerApiOptions,
): Promise<Response> {
  const { life, store, isReady, reaches } = options;
  const [what = "", rest = "", ...more] = path.split("/");
  if (more.length > 0) return text(404, "No such path");
  switch (`${request.method} ${what}`) {
    case "GET ping":
      return new Response(null, { headers: { [META]: life } });
    case "GET digests":
      return Response.json({
        ready: isReady(),
        reaches: reaches(rest),
        digests: store.digests(),
      });
    case "POST pages": {
      const question = await readBody(request, LARGEST_QUESTION);
      if (!question) return text(413, "Too long a question");
      return new Response(
        answerPage(store, new TextDecoder().decode(question)),
      );
    }
    case "PUT items":
      return isKey(rest)
        ? await keepItem(request, rest, options)
        : text(400, "No key");
    case "GET items":
      return isKey(rest)
        ? giveItem(request, rest, options)
        : text(400, "No key");
    default:
      return text(404, "No such path");
  }
}

/** Also while starting: what it keeps from now on it knows. */
async function keepItem(
  request: Request,
  key: string,
  { store, hasRoom }: PeerApiOptions,
): Promise<Response> {
  const body = await readBody(request, LARGEST_VALUE);
  if (!body) return text(413, "Too large a value");
  const item = parseItem(request.headers.get(META) ?? "", body);
  if (!hasRoom(body.length)) return text(507, "Out of memory for values");
  store.merge(key, item);
  const held = store.version(key);
  return compareVersions(held, item.version) > 0
    ? text(409, "A newer one is held", { [META]: formatVersion(held) })
    : new Response(null, { status: 204 });
}

/** Not while starting: it may have forgotten what it once acknowledged. */
function giveItem(
  request: Request,
  key: string,
  { store, isReady }: PeerApiOptions,
): Response {
  if (!isReady()) return text(503, "Still catching up");
  const known = parseVersion(request.headers.get(META) ?? "");
  const item = store.get(key);
  if (item && compareVersions(item.version, known) > 0) {
    return new Response(item.value, { headers: { [META]: formatMeta(item) } });
  }
  const headers = { [META]: formatVersion(store.version(key)) };
  return new Response(null, { status: 204, headers });
}
