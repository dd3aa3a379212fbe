/** MariaDB as the store of a control plane: a server of the run, or one of somebody else. */
import { toStoreSystem } from "../control_plane/store_system.ts";
import { byAddress } from "../databases/server_login.ts";
import { databasePrograms } from "../databases/start_database.ts";

export const mariadb = toStoreSystem({
  name: "mariadb",
  title: "MariaDB",
  mode: "real",
  programs: databasePrograms("mariadb"),
  address: byAddress,
}, async (options, values) => {
  // The driver is large: only who starts one loads it.
  const { startMariadbControlPlane } = await import(
    "./mariadb_control_plane.ts"
  );
  return await startMariadbControlPlane(options, values);
});
