/** A command whose answer comes from what does not keep a process alive. */
// deno-lint-ignore-file no-console -- a script prints
import { main } from "../../scripts/_main.ts";

main(async () => {
  await new Promise<void>((resolve) => {
    Deno.unrefTimer(Number(setTimeout(resolve, 200)));
  });
  console.log("answered");
  return 0;
});
