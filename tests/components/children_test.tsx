import assert from "node:assert/strict";
import type { JSX } from "preact";
import { renderToString } from "preact-render-to-string";
import { Chip } from "@/components/Chip.tsx";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Field } from "@/components/Field.tsx";
import { Panel } from "@/components/Panel.tsx";

const FOREIGN = 'R&D "<b>"';

const ELEMENTS: Readonly<Record<string, JSX.Element>> = {
  Chip: <Chip kind="idle">{FOREIGN} of {FOREIGN}</Chip>,
  EmptyState: <EmptyState title="Nothing">{FOREIGN} of {FOREIGN}</EmptyState>,
  Field: <Field id="a" label="A">{FOREIGN} of {FOREIGN}</Field>,
  Panel: <Panel id="a" title="A">{FOREIGN} of {FOREIGN}</Panel>,
};

for (const [name, element] of Object.entries(ELEMENTS)) {
  Deno.test(`X05: ${name} shows the text within it literally: escaped, and only once`, () => {
    const html = renderToString(element).replaceAll("&quot;", '"');
    assert.ok(html.includes('R&amp;D "&lt;b>" of R&amp;D "&lt;b>"'), html);
  });
}
