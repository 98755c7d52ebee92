import { page } from "fresh";
import { Chip } from "@/components/Chip.tsx";
import { PageHeader } from "@/components/PageHeader.tsx";
import { Panel } from "@/components/Panel.tsx";
import { SearchField } from "@/components/SearchField.tsx";
import { TextMark } from "@/components/TextMark.tsx";
import { define, methods } from "@/lib/app/mod.ts";
import {
  accountsPage,
  type AccountsPageData,
  type EnvironmentAccounts,
} from "./(_inventory)/accounts_page.ts";

export const handler = methods<AccountsPageData>({
  async GET({ state, url }) {
    return page(await accountsPage(state, url.searchParams.get("q")?.trim() ?? ""));
  },
});

export default define.page<typeof handler>(function Accounts({ data: { q, environments } }) {
  return (
    <>
      <PageHeader
        title="Accounts"
        lead="The accounts of the organization, as far as the signed-in identity may see them."
      />
      <form method="get" action="/aws/accounts" class="filter-bar" role="search">
        <SearchField label="Text" value={q} placeholder="name, id, state" />
        <button type="submit" class="btn btn-outline-secondary btn-sm">Filter</button>
      </form>
      {environments.map((each) => <EnvironmentPanel key={each.environment} {...each} />)}
    </>
  );
});

function EnvironmentPanel({ environment, accounts, total, note }: EnvironmentAccounts) {
  const name = environment === "com" ? "Commercial (COM)" : "GovCloud (GOV)";
  return (
    <Panel id={environment} title={name} note={`${accounts.length} of ${total} accounts`}>
      {note && <p class="panel-body muted">{note}</p>}
      {accounts.length > 0 && (
        <table class="table-work" aria-labelledby={`${environment}-title`}>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Account</th>
              <th scope="col">State</th>
              <th scope="col">
                <span class="visually-hidden">Servers</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {accounts.map(({ id, name, state }) => (
              <tr key={id}>
                <td data-label="Name">
                  <TextMark text={name} />
                </td>
                <td data-label="Account">
                  <code>{id}</code>
                </td>
                <td data-label="State">
                  {state === "ACTIVE"
                    ? <Chip kind="success" icon="check">Active</Chip>
                    : <Chip kind="idle" icon="waiting">{state.toLowerCase()}</Chip>}
                </td>
                <td>
                  <a href={`/aws/instances?environment=${environment}&account=${id}`}>
                    Instances<span class="visually-hidden">of {id}</span>
                  </a>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}
