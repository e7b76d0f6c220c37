import Quill from "quill2";
import { start } from "./parts/quill.js";

start(Quill);
