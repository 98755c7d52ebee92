/** Servers as AWS knows them. */
export { checkedInstances } from "./checked_instances.ts";
export {
  type CheckOptions,
  Connectivity,
  type ConnectivityOptions,
  type ConnectivityResult,
} from "./connectivity.ts";
export type {
  CheckedInstance,
  ConnectivityState,
  ConnectivityView,
  InstanceConnectivity,
  KnownConnectivity,
} from "./view.ts";
