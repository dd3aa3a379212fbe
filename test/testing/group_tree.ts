/** Folders that imitate a cgroup tree. */

/** Creates a tree of temporary folders, each with a `cgroup.subtree_control`. */
export async function makeTree(
  tree: Readonly<Record<string, string>>,
): Promise<{ root: string } & AsyncDisposable> {
  const root = await Deno.makeTempDir({ prefix: "loadline-test-" });
  for (const [path, controllers] of Object.entries(tree)) {
    await Deno.mkdir(`${root}${path}`, { recursive: true });
    await Deno.writeTextFile(
      `${root}${path}/cgroup.subtree_control`,
      `${controllers}\n`,
    );
  }
  return {
    root,
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
}
