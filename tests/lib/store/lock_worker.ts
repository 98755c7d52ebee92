/// <reference lib="deno.worker" />
/** Holds an exclusive SQLite lock on a file, as a backup tool or a second program would. */
import { DatabaseSync } from "node:sqlite";

self.onmessage = ({ data: path }: MessageEvent<string>) => {
  const database = new DatabaseSync(path);
  // The application itself may be writing.
  database.exec("PRAGMA busy_timeout = 5000");
  database.exec("BEGIN EXCLUSIVE");
  self.postMessage("held");
  self.onmessage = () => {
    database.exec("ROLLBACK");
    database.close();
    self.postMessage("released");
  };
};
