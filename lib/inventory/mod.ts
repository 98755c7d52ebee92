/** Servers as AWS knows them. */
export { checkedInstances } from "./checked_instances.ts";
export {
  type CheckOptions,
  Connectivity,
  type ConnectivityOptions,
  type ConnectivityResult,
} from "./connectivity.ts";
export {
  type AccountsRequest,
  Inventory,
  type InventoryOptions,
  type InventoryRequest,
} from "./inventory.ts";
export type {
  AccountsView,
  CheckedInstance,
  ConnectivityState,
  ConnectivityView,
  InstanceConnectivity,
  InventoryAccount,
  InventoryInstance,
  InventoryView,
  KnownConnectivity,
  RegionFailure,
} from "./view.ts";
