import "../site/style/frame.css";
import { keepOffline } from "../site/page/keepOffline.ts";

keepOffline();
