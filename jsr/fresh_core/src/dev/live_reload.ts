/** Path of the socket that tells open pages when the server has restarted. */
const ALIVE_PATH = "/_frsh/alive";

export function isAliveRequest(req: Request): boolean {
  return new URL(req.url).pathname === ALIVE_PATH;
}

/** @param revision start of this server in ms since the epoch */
export function aliveResponse(req: Request, revision: number): Response {
  if (req.headers.get("upgrade") !== "websocket") return new Response(null, { status: 501 });
  const { response, socket } = Deno.upgradeWebSocket(req);
  socket.onopen = () => socket.send(JSON.stringify({ type: "initial-state", revision }));
  return response;
}
