/** Pages of text: their style, what is beside them where there is room, and that they are kept. */
import "../style/documents.css";
import { keepOffline } from "./keepOffline.ts";

keepOffline();

const isWide = matchMedia("(min-width: 861px)");
const contents = document.querySelector<HTMLDetailsElement>("details.contents");
const show = () => contents?.toggleAttribute("open", isWide.matches);
isWide.addEventListener("change", show);
show();
