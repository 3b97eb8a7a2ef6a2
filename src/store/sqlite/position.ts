import { ORDER } from "#experiment";

const wanting = "FROM members m JOIN experiments e ON e.id = m.experiment WHERE m.trial = t.number AND NOT e.stopped";
/** Whether an experiment wants a run `t`, which may have to wait for others of it. */
export const isWanted = `EXISTS (SELECT 1 ${wanting})`;
/** The position of a run `t` over the experiments that want it now; NULL where none does. See Offer and Store.letBegin. */
export const position = `(SELECT min(e.wished_order * ${ORDER} + min(m.repetition * e.configurations + m.configuration, ${ORDER - 1}))
  ${wanting} AND m.repetition <= coalesce(e.begins, m.repetition))`;
