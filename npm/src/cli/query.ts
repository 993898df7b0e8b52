import { UsageError } from "./cli_errors.js";

/** Takes the parts that were asked for out of a result. @throws UsageError when they cannot be had */
export type Query = (data: unknown) => unknown;

function wrong(error: unknown): UsageError {
  return new UsageError(`--query: ${(error as Error).message}`);
}

/** The query of a command line, read before anything is done. @throws UsageError */
export async function readQuery({
  query,
}: {
  query?: string | undefined;
}): Promise<Query | undefined> {
  if (query === undefined) return undefined;
  const { compile, TreeInterpreter } = await import("./jmespath.js");
  let tree: ReturnType<typeof compile>;
  try {
    tree = compile(query);
  } catch (error) {
    throw wrong(error);
  }
  return (data) => {
    try {
      const part: unknown = TreeInterpreter.search(tree, data as never);
      // A name such as `constructor` finds what is no data.
      return typeof part === "function" ? null : (part ?? null);
    } catch (error) {
      throw wrong(error);
    }
  };
}
