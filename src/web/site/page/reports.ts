/** Reports have a style of their own: here is that of the bar above them. */
import "../style/reports.css";
import { keepOffline } from "./keepOffline.ts";

keepOffline();
