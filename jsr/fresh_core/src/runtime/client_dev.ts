import "preact/debug";

export { boot } from "./client.ts";

const FIRST_DELAY_MS = 100;
const LAST_DELAY_MS = 2_000;

let revision = 0;
let delayMs = FIRST_DELAY_MS;
let socket: WebSocket | null = null;

/** Reloads the page once the server has restarted; a hidden page waits until it is seen. */
function connect(): void {
  if (document.hidden || socket) return;
  socket = new WebSocket(new URL("/_frsh/alive", location.href.replace(/^http/, "ws")));
  socket.onmessage = ({ data }) => {
    delayMs = FIRST_DELAY_MS;
    const seen = JSON.parse(data).revision;
    if (revision !== 0 && seen > revision) location.reload();
    revision = seen;
  };
  socket.onclose = () => {
    socket = null;
    setTimeout(connect, delayMs);
    delayMs = Math.min(delayMs * 2, LAST_DELAY_MS);
  };
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) socket?.close();
  else connect();
});
connect();
