/** PostgreSQL as the store of a control plane: a server of the run, or one of somebody else. */
import { toStoreSystem } from "../control_plane/store_system.ts";
import { byAddress } from "../databases/server_login.ts";
import { databasePrograms } from "../databases/start_database.ts";

export const postgresql = toStoreSystem({
  name: "postgresql",
  title: "PostgreSQL",
  mode: "real",
  programs: databasePrograms("postgresql"),
  address: byAddress,
}, async (options, values) => {
  // The driver is large: only who starts one loads it.
  const { startPostgresqlControlPlane } = await import(
    "./postgresql_control_plane.ts"
  );
  return await startPostgresqlControlPlane(options, values);
});
