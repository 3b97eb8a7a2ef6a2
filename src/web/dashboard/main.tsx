import { render } from "preact";
import { App } from "./app.tsx";
import { startTips } from "./parts/tip.ts";
import { startListening } from "./state/live.ts";
import "./style/index.css";

startListening();
startTips();
const root = document.getElementById("app");
if (root) render(<App />, root);
