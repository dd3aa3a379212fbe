/** Connects a load thread to a control plane: a client for each kind. */
import type {
  ClientLimits,
  ControlPlaneClientSpec,
} from "../../systems/control_plane/client_spec.ts";
import type { ControlPlaneClient } from "../../systems/control_plane/control_plane.ts";

/** Returns a client. Imports only what its kind needs, as drivers are large and each thread has its own. */
export async function connectControlPlane(
  spec: ControlPlaneClientSpec,
  limits: ClientLimits,
): Promise<ControlPlaneClient> {
  switch (spec.kind) {
    case "sqlite": {
      const { connectSqlite } = await import(
        "../../systems/sqlite/sqlite_client.ts"
      );
      return connectSqlite(spec, limits);
    }
    case "postgresql": {
      const { connectPostgresql } = await import(
        "../../systems/postgresql/postgresql_client.ts"
      );
      return connectPostgresql(spec, limits);
    }
    case "mariadb": {
      const { connectMariadb } = await import(
        "../../systems/mariadb/mariadb_client.ts"
      );
      return connectMariadb(spec, limits);
    }
    case "etcd": {
      const { connectEtcd } = await import(
        "../../systems/etcd/etcd_records.ts"
      );
      return connectEtcd(spec, limits);
    }
    case "diego": {
      const { connectDiego } = await import(
        "../../systems/diego/control_plane_client.ts"
      );
      return connectDiego(spec, limits);
    }
    case "kubernetes": {
      const { connectKubernetes } = await import(
        "../../systems/kubernetes/kubernetes_client.ts"
      );
      return connectKubernetes(spec, limits);
    }
  }
}
