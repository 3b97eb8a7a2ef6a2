import { ORDER } from "#experiment";

/** The position of a run `t` over the experiments that want it; NULL where none does. See Offer. */
export const position = `(SELECT min(e.wished_order * ${ORDER} + min(m.repetition * e.configurations + m.configuration, ${ORDER - 1}))
  FROM members m JOIN experiments e ON e.id = m.experiment WHERE m.trial = t.number AND NOT e.stopped)`;
