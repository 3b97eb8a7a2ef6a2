import { effect } from "@preact/signals";
import { render } from "preact";
import { keepDigits, keepOffline } from "../site/page/keepOffline.ts";
import { followAddress } from "./page/address.ts";
import { App } from "./page/app.tsx";
import { openLab } from "./page/openLab.ts";
import "../site/style/frame.css";
import "./style/index.css";

const lab = openLab();
const root = document.getElementById("main");
if (root) {
  root.replaceChildren();
  render(<App lab={lab} />, root);
}
void lab.start(location.hash);
followAddress(lab);
keepOffline();
const stop = effect(() => {
  const { train, test } = lab.state.arrived.value;
  if (train < 1 || test < 1) return;
  queueMicrotask(() => stop());
  void keepDigits();
});
