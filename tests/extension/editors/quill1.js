import Quill from "quill1";
import { start } from "./parts/quill.js";

start(Quill);
