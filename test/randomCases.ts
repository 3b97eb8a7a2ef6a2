const factor = Number(process.env["DROPLAB_CASES"] ?? 1);

/** How many random cases a test draws: so many, and a multiple of them with DROPLAB_CASES (`npm run soak:cases`). */
export const randomCases = (usual: number): number => Math.round(factor * usual);
