import { AppError } from "@/lib/base/mod.ts";
import { bootStep, serve, VERSION } from "@/lib/app/mod.ts";

await bootStep(async () => {
  const server = await loadBuild();
  const { services } = await import("./main.ts");
  const { environment } = services.config;
  await serve(server.fetch, {
    services,
    onReady: (url) =>
      services.logger.info("ready", { url, version: VERSION, environment, pid: Deno.pid }),
  });
});

async function loadBuild(): Promise<{ fetch: Deno.ServeHandler }> {
  try {
    return (await import("./_fresh/server.js")).default;
  } catch (error) {
    if (!isMissingBuild(error)) throw error;
    throw new AppError("Cannot serve: there is no build. Run `deno task build` first", {
      code: "no_build",
      status: 500,
      publicMessage: "",
      cause: error,
    });
  }
}

function isMissingBuild(error: unknown): boolean {
  return error instanceof TypeError &&
    /^Module not found ".*\/_fresh\/server\.js"/.test(error.message);
}
