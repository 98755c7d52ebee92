/// <reference lib="deno.worker" />
/** Holds an exclusive SQLite lock on a file, as a backup tool or a second program would. */
import { DatabaseSync } from "node:sqlite";

self.onmessage = ({ data: path }: MessageEvent<string>) => {
  const database = new DatabaseSync(path);
  database.exec("BEGIN EXCLUSIVE");
  self.postMessage("held");
  self.onmessage = () => {
    database.exec("ROLLBACK");
    database.close();
    self.postMessage("released");
  };
};
