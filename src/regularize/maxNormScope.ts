/** Over what max-norm's limit goes: the incoming weights of each unit, or the whole kernel. */
export const maxNormScopes = ["unit", "kernel"] as const;
export type MaxNormScope = (typeof maxNormScopes)[number];
