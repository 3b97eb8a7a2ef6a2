/** Methods of which 0 is no limit at all, not the smallest one: it has no place on the axis of the others. */
const offAtZero: Readonly<Record<string, string>> = { maxNorm: "no limit", gradientClip: "no limit", earlyStopping: "off", mc: "off" };

/** What a value is called that turns a method off and is no number on its axis; undefined for all others. */
export const offText = (field: string, value: unknown): string | undefined => (value === 0 ? offAtZero[field] : undefined);
