import { methods, VERSION } from "@/lib/app/mod.ts";

/** Liveness: the process answers; whether it can work is for `/api/ready` to say. */
export const handler = methods({
  GET({ state: { services: { config, simulated } } }) {
    const { environment, flags } = config;
    return Response.json({ status: "ok", version: VERSION, environment, simulated, flags });
  },
}, { access: "machine" });
