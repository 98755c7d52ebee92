import type { JSX } from "preact";

/** An account id that looks short (`1111…3333`) and is whole on hover, when copied, and read out. */
export function AccountText({ account }: { account: string }): JSX.Element {
  return (
    <span class="account" title={account}>
      {account.slice(0, 4)}
      <span class="account-middle">{account.slice(4, -4)}</span>
      {account.slice(-4)}
    </span>
  );
}
