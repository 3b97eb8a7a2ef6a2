/** What figures need where there is no page: something to draw on, and pictures as PNG. */
export { newPaper } from "./newPaper.ts";
/** Loaded when it is needed: it weighs more than all the rest. */
export const loadPdf = () => import("./pdf.ts");
export { pngOf } from "./png.ts";
