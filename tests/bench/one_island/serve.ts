import { App, staticFiles } from "fresh";
import { Builder } from "fresh/dev";

/** Serves the page as production does, but built in memory; the port is the argument. */
const app = new App().use(staticFiles()).fsRoutes();
const apply = await new Builder({ root: import.meta.dirname ?? "." }).build({ snapshot: "memory" });
apply(app);
Deno.serve({ hostname: "127.0.0.1", port: Number(Deno.args[0]) }, app.handler());
