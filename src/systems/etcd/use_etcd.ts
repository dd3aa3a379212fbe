/** An etcd of somebody else as the store of a control plane: the keys of the run begin with its name, and are removed. */
import { z } from "zod";
import { fetchJson } from "../../lab/clients/fetch_json.ts";
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import { untilAborted } from "../../lab/timing/until_aborted.ts";
import type { EtcdSpec } from "../control_plane/client_spec.ts";
import type {
  ControlPlane,
  StartControlPlaneOptions,
} from "../control_plane/control_plane.ts";
import type { ServerLogin } from "../databases/server_login.ts";
import { readSize } from "./etcd_control_plane.ts";
import { openGateway } from "./etcd_gateway.ts";

/** Seconds of a request of the set-up, and of the removal of all keys. */
const TIMEOUT_S = 30;

const Version = z.object({ etcdserver: z.string() });
const Token = z.object({ token: z.string().min(1) });

/** On dispose, all keys of the run are removed. Throws `UnavailableError` if nobody can log in. */
export async function useEtcd(
  { layout, processes, signal }: Pick<
    StartControlPlaneOptions,
    "layout" | "processes" | "signal"
  >,
  { host, port, tls, user, password }: ServerLogin,
): Promise<ControlPlane> {
  const place = `${host}:${port}`;
  const url = `http${tls ? "s" : ""}://${place}`;
  const limits = { timeout: TIMEOUT_S, signal };
  const version = await fetchJson(`${url}/version`, Version, limits);
  if (version === null) {
    throw new UnavailableError(
      `Cannot use etcd at ${place} as it does not answer: use its address`,
    );
  }
  const login = user === ""
    ? { token: "" }
    : await fetchJson(`${url}/v3/auth/authenticate`, Token, {
      ...{ ...limits, body: JSON.stringify({ name: user, password }) },
    });
  if (login === null) {
    throw new UnavailableError(
      `Cannot log in at ${place} as etcd refuses it: use a user that it knows`,
    );
  }
  const spec: EtcdSpec = {
    ...{ kind: "etcd", url, layout, token: login.token },
    root: `/${processes.run}`,
  };
  return {
    ...{ version: version.etcdserver, client: spec },
    secrets: [password, login.token],
    ...{ components: [], store: null, api: null, cells: null },
    remarks: [
      `the store is an etcd of somebody else at ${place}, asked by its JSON gateway: its settings are theirs, and what it takes of its machine is not sampled`,
    ],
    size: () => readSize(spec, () => Promise.resolve(null)),
    async [Symbol.asyncDispose]() {
      const limit = AbortSignal.timeout(TIMEOUT_S * 1000);
      const all = { delete: "/", isPrefix: true };
      try {
        await untilAborted(openGateway(spec).txn([], [all], limit), limit);
      } catch {
        throw new Error(
          `Cannot remove the keys below ${spec.root}/ at ${place} as etcd does not do so: remove them`,
        );
      }
    },
  };
}
