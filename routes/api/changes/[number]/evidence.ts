import { methods, recordAction, requireSession, storedChange } from "@/lib/app/mod.ts";
import { attachmentHeaders, changeEvidence, evidenceLines } from "@/lib/reports/mod.ts";

/** All that was run under a change, as a chained bundle; its last hash stands in the audit. */
export const handler = methods({
  async GET({ params, state }) {
    const { changes, clock, executions } = state.services;
    const { identities } = requireSession(state).state;
    const change = await storedChange(changes, params);
    const { number } = change;
    const actor = identities.aws?.arn ?? identities["aws-us-gov"]?.arn ?? "unknown";
    const at = new Date(clock.now()).toISOString();
    const contents = changeEvidence({ change, executions, actor, at });
    const lines = evidenceLines(contents, ({ records, lastHash }) =>
      recordAction(state, {
        actor,
        action: "evidence_exported",
        details: { number, records, lastHash },
      }));
    const body = ReadableStream.from(lines).pipeThrough(new TextEncoderStream());
    const fileName = `${number}-evidence.ndjson`;
    const headers = attachmentHeaders({ fileName, mediaType: "application/x-ndjson" });
    return new Response(body, { headers });
  },
});
