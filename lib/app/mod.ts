/** The application on top of Fresh: composition, middleware, errors, listening. */
export { bootStep } from "./boot.ts";
export { createApp } from "./create_app.ts";
export { reportOnlyFlags } from "./flags.ts";
export { listenError } from "./listen_error.ts";
export { methods } from "./methods.ts";
export { type Problem, problemResponse, toProblem } from "./problem.ts";
export { type NotReady, Readiness } from "./readiness.ts";
export { serve, type ServeOptions } from "./serve.ts";
export { createServices, type Services } from "./services.ts";
export { define, type State } from "./state.ts";
export { VERSION } from "./version.ts";
