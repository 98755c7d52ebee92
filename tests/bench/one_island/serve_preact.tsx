import { renderToString } from "preact-render-to-string";
import Document from "./routes/_app.tsx";
import OneIsland from "./routes/index.tsx";

/** Serves the same elements rendered by preact alone, without a framework; the port is the argument. */
function render(): string {
  return `<!DOCTYPE html>${renderToString(<Document Component={OneIsland} />)}`;
}

const headers = { "content-type": "text/html; charset=utf-8" };
Deno.serve(
  { hostname: "127.0.0.1", port: Number(Deno.args[0]) },
  () => new Response(render(), { headers }),
);
