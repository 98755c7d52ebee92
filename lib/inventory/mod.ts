/** Servers as AWS knows them. */
export {
  type CheckOptions,
  Connectivity,
  type ConnectivityOptions,
  type ConnectivityResult,
} from "./connectivity.ts";
export type { ConnectivityState, ConnectivityView, InstanceConnectivity } from "./view.ts";
