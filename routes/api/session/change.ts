import {
  changeChoiceSchema,
  chooseChange,
  methods,
  readJson,
  sessionAnswer,
} from "@/lib/app/mod.ts";

/** The change that the session's tools work on. */
export const handler = methods({
  async PUT({ req, state }) {
    const { number } = await readJson(req, changeChoiceSchema);
    await chooseChange(state, number);
    return Response.json(sessionAnswer(state));
  },
});
