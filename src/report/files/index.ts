/** What figures need where there is no page: something to draw on, and pictures as PNG. */
export { newPaper } from "./newPaper.ts";
export { pngOf } from "./png.ts";
