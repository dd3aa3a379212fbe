/** Set-up of the fast tests: they may neither start a program nor use the network, so none of them waits for one. */
Deno.permissions.revokeSync({ name: "run" });
Deno.permissions.revokeSync({ name: "net" });
