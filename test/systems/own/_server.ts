/** A server for tests, in a file of its own: `deno run _server.ts PORT MODE`. */
// deno-lint-ignore-file no-console -- a server writes its log
const [port = "", mode = ""] = Deno.args;

if (mode === "dies") {
  console.error("cannot open the shop, password=hunter2");
  Deno.exit(3);
}
if (mode === "hangs") await new Promise(() => setInterval(() => {}, 1000));
Deno.serve({
  ...{ hostname: "127.0.0.1", port: Number(port) },
  onListen: () => console.log(`the shop is open in ${Deno.cwd()}`),
}, (request) => {
  const { pathname } = new URL(request.url);
  if (pathname === "/version") return Response.json({ version: "1.2.3" });
  if (pathname === "/env") return new Response(Deno.env.get("SHOP"));
  return new Response("", { status: pathname === "/health" ? 200 : 404 });
});
Deno.addSignalListener("SIGINT", () => {
  console.log("closed in order");
  Deno.exit(0);
});
