/** Pages of text: their style, and that they are kept. */
import "../style/documents.css";
import { keepOffline } from "./keepOffline.ts";

keepOffline();
