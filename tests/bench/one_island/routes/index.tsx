import Counter from "../islands/Counter.tsx";

const ROWS = ["success", "failed", "timed out", "cancelled", "undeliverable", "skipped", "unknown"];

/** What a small page of the application has: text, a table, and one island with props. */
export default function OneIsland() {
  return (
    <>
      <h1>Targets</h1>
      <p>A page with one island, and no middleware of an application.</p>
      <Counter start={3} label="Retries" />
      <table>
        <tbody>
          {ROWS.map((state, index) => (
            <tr key={state}>
              <th scope="row">{state}</th>
              <td>{index}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
